using MailNode.Configuration;

namespace MailNode.Tests.Configuration;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class AccountTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();
    private readonly DataFolder folder;

    public AccountTests() => folder = new DataFolder(temporary.Path);

    private static Account Ana { get; } = new()
    {
        Address = "ana@example.test",
        Name = "Ana Österreich",
        Imap = "imaps://imap.example.test",
        Smtp = "smtps://smtp.example.test",
        PasswordCommand = "pass show mail/ana",
        Copies = Copies.Sealed,
    };

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void What_was_saved_is_loaded()
    {
        Assert.False(folder.HasAccount);

        Ana.Save(folder);

        Assert.True(folder.HasAccount);
        Assert.Equal(Ana, Account.Load(folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.AccountFile));
        Assert.Equal([folder.AccountFile], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void The_text_of_the_file_is_frozen()
    {
        (Ana with { Name = "Ana" }).Save(folder);

        Assert.Equal(
            """
            {
              "address": "ana@example.test",
              "name": "Ana",
              "imap": "imaps://imap.example.test",
              "smtp": "smtps://smtp.example.test",
              "passwordCommand": "pass show mail/ana",
              "copies": "sealed"
            }

            """,
            File.ReadAllText(folder.AccountFile));
    }

    [Theory]
    [InlineData("plain", 0)]
    [InlineData("sealed", 1)]
    [InlineData("off", 2)]
    public void The_words_for_copies_are_frozen(string word, int number)
    {
        Write($$"""{"address":"a@b.test","name":"A","postOffice":"/po","copies":"{{word}}"}""");

        Assert.Equal((Copies)number, Account.Load(folder).Copies);
    }

    [Fact]
    public void Paths_are_written_in_full()
    {
        var here = Environment.CurrentDirectory;
        new Account { Address = "a@b.test", Name = "", PostOffice = "po", PasswordFile = "pw", CaFile = "/ca.pem" }.Save(folder);

        var loaded = Account.Load(folder);

        Assert.Equal((Path.Combine(here, "po"), Path.Combine(here, "pw"), "/ca.pem"), (loaded.PostOffice, loaded.PasswordFile, loaded.CaFile));
    }

    [Fact]
    public void A_half_written_file_from_a_crash_is_no_hindrance()
    {
        temporary.Write("account.json.new", "{ \"addr");

        Ana.Save(folder);

        Assert.Equal(Ana, Account.Load(folder));
        Assert.False(File.Exists(temporary["account.json.new"]));
    }

    [Fact]
    public void Without_an_account_the_way_is_init() =>
        Assert.Contains("mailnode init", Assert.Throws<UserError>(() => Account.Load(folder)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_account_that_cannot_be_written_is_an_error_in_words()
    {
        var error = Assert.Throws<UserError>(() => Ana.Save(new DataFolder(temporary["nowhere"])));

        Assert.Contains("cannot be written", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "not JSON (line 1)")]
    [InlineData("{\n\"address\": \"a@b.test\",\n oops", "line 3")]
    [InlineData("null", "one object")]
    [InlineData("[]", "one object")]
    [InlineData("""{"name":"A","postOffice":"/po"}""", "\"address\" is missing")]
    [InlineData("""{"address":"a@b.test","postOffice":"/po"}""", "\"name\" is missing")]
    [InlineData("""{"address":null,"name":"A","postOffice":"/po"}""", "\"address\"")]
    [InlineData("""{"address":"a@b.test","name":7,"postOffice":"/po"}""", "\"name\"")]
    [InlineData("""{"address":"a@b.test","name":"A","postOffice":"/po","copies":"all"}""", "\"copies\"")]
    [InlineData("""{"address":"a@b.test","name":"A","postOffice":"/po","copies":1}""", "\"copies\"")]
    [InlineData("""{"address":"a@b.test","name":"A","postOffice":"/po","pasword":"x"}""", "\"pasword\"")]
    [InlineData("""{"address":"a@b.test","name":"A","name":"B","postOffice":"/po"}""", "\"name\"")]
    [InlineData("""{"address":"ana","name":"A","postOffice":"/po"}""", "\"ana\" is not a mail address")]
    [InlineData("""{"address":"a@b.test\r\nx","name":"A","postOffice":"/po"}""", "is not a mail address")]
    [InlineData("""{"address":"a@b.test","name":"A"}""", "both imap and smtp")]
    [InlineData("""{"address":"a@b.test","name":"A","imap":"imaps://h"}""", "both imap and smtp")]
    [InlineData("""{"address":"a@b.test","name":"A","imap":"imaps://h","postOffice":"/po"}""", "not both")]
    [InlineData("""{"address":"a@b.test","name":"A","postOffice":"/po","passwordFile":"/f","passwordCommand":"c"}""", "passwordCommand or passwordFile")]
    public void A_damaged_file_is_named_with_the_fault(string json, string fault)
    {
        Write(json);

        var error = Assert.Throws<UserError>(() => Account.Load(folder));

        Assert.Contains(folder.AccountFile, error.Message, StringComparison.Ordinal);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("MailNode.", error.Message, StringComparison.Ordinal);
    }

    private void Write(string json) => File.WriteAllText(folder.AccountFile, json);
}
