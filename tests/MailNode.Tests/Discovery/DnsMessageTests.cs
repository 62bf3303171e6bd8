using MailNode.Discovery;
using MailNode.Tests.Mime;

namespace MailNode.Tests.Discovery;

/// <summary>Answers that a stranger made up: they are read or refused, and never hang, overrun or throw.</summary>
public sealed class DnsMessageTests
{
    private const int Inputs = 20_000;
    private const string Name = "_imaps._tcp.example.test";
    private const ushort Id = 0x1234;

    private static readonly byte[] Question = DnsMessage.Ask(Id, Name, DnsKind.Location);

    [Fact]
    public void A_question_is_written_as_the_standard_says() =>
        Assert.Equal(
            "12340100000100000000000006" + "5F696D617073" + "045F746370" + "076578616D706C65" + "0474657374" + "00" + "00210001",
            Convert.ToHexString(Question));

    [Fact]
    public void Names_may_be_shortened_by_pointing_back()
    {
        // The target points into the question: "example.test" begins behind "_imaps._tcp".
        byte[] inside = [.. DnsBytes.Number(1), .. DnsBytes.Number(2), .. DnsBytes.Number(993), 4, .. "mail"u8, 0xC0, 24];

        Assert.Equal([new DnsRecord.Location(Name, 1, 2, 993, "mail.example.test")], Read(DnsBytes.Record(DnsBytes.TheName, DnsKind.Location, inside))?.Records);
    }

    [Theory]
    [InlineData(0xC0, 42)] // at itself
    [InlineData(0xC0, 43)] // forward
    [InlineData(0xFF, 0xFF)] // past the end
    [InlineData(0x80, 12)] // a kind of label that does not exist
    public void A_pointer_that_does_not_lead_back_breaks_the_answer(byte high, byte low) =>
        Assert.Null(Read(DnsBytes.Record([high, low], DnsKind.Location, DnsBytes.Service(0, 0, 993, "imap.example.test"))));

    [Fact]
    public void Two_pointers_at_each_other_are_no_way_to_hang_us()
    {
        // The first record's name is hidden in the second's, and the other way round.
        byte[] inside = [0, 1, 0, 1, 3, 225, 0xC0, 42, 0xC0, 60];
        Assert.Empty(Read(DnsBytes.Record(DnsBytes.TheName, DnsKind.Location, inside))?.Records ?? []);
    }

    [Fact]
    public void A_long_chain_of_pointers_is_followed_only_as_long_as_a_name_can_be()
    {
        // Each pointer leads to a label and the pointer before it: 200 labels are longer than any name.
        var chain = new List<byte>(DnsBytes.Number(0));
        var at = Question.Length + 12;
        for (var i = 0; i < 200; i++)
        {
            var before = i == 0 ? 12 : at + 2 + ((i - 1) * 4);
            chain.AddRange([1, (byte)'a', (byte)(0xC0 | (before >> 8)), (byte)before]);
        }
        var last = at + 2 + (199 * 4);
        Assert.Null(Read(DnsBytes.Record(DnsBytes.TheName, (DnsKind)99, [.. chain]), DnsBytes.Record([(byte)(0xC0 | (last >> 8)), (byte)last], (DnsKind)99, [])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(30)]
    [InlineData(65535)]
    public void A_length_that_lies_gives_no_record(int length)
    {
        var inside = DnsBytes.Service(0, 0, 993, "imap.example.test");
        Assert.NotEqual(length, inside.Length);
        Assert.Empty(Read(DnsBytes.Record(DnsBytes.TheName, DnsKind.Location, inside, length))?.Records ?? []);
    }

    [Fact]
    public void A_record_that_is_longer_than_what_is_in_it_is_left_out() =>
        Assert.Empty(Read(DnsBytes.Record(DnsBytes.TheName, DnsKind.Location, [.. DnsBytes.Service(0, 0, 993, "imap.example.test"), 1, 2, 3, 4]))!.Records);

    [Fact]
    public void More_records_announced_than_there_are_break_the_answer()
    {
        var record = DnsBytes.Record(DnsBytes.TheName, DnsKind.Location, DnsBytes.Service(0, 0, 993, "imap.example.test"));
        Assert.Null(DnsMessage.Read(DnsBytes.Answer(Question, 0x8180, 65535, record), Id, Name, DnsKind.Location));
    }

    [Fact]
    public void Of_very_many_records_only_the_first_are_taken()
    {
        var many = Enumerable.Range(0, 500).Select(i => DnsBytes.Record(DnsBytes.TheName, DnsKind.Location, DnsBytes.Service(i, 0, 993, "a.test"))).ToArray();
        Assert.Equal(64, Read(many)?.Records.Count);
    }

    [Theory]
    [InlineData("ev\u001bil.test")]
    [InlineData("a b.test")]
    [InlineData("a@b.test")]
    [InlineData("a/b.test")]
    public void A_name_with_other_signs_than_host_names_have_is_left_out(string target) =>
        Assert.Empty(Read(DnsBytes.Record(DnsBytes.TheName, DnsKind.Location, DnsBytes.Service(0, 0, 993, target)))!.Records);

    [Fact]
    public void Names_longer_than_names_can_be_break_the_answer() =>
        Assert.Null(Read(DnsBytes.Record(DnsBytes.Name(string.Join('.', Enumerable.Repeat(new string('a', 60), 5))), DnsKind.Location, [0])));

    [Theory]
    [InlineData(0x0180)] // a question
    [InlineData(0x8980)] // another operation
    public void What_is_no_answer_to_a_question_is_none(int flags) =>
        Assert.Null(DnsMessage.Read(DnsBytes.Answer(Question, flags, 0), Id, Name, DnsKind.Location));

    [Fact]
    public void An_answer_to_another_question_is_none()
    {
        var answer = DnsBytes.Answer(Question);
        Assert.NotNull(DnsMessage.Read(answer, Id, Name, DnsKind.Location));
        Assert.Null(DnsMessage.Read(answer, Id + 1, Name, DnsKind.Location));
        Assert.Null(DnsMessage.Read(answer, Id, "_imap._tcp.example.test", DnsKind.Location));
        Assert.Null(DnsMessage.Read(answer, Id, Name, DnsKind.Exchanger));
    }

    [Fact]
    public void Whatever_bytes_come_nothing_throws()
    {
        var random = new SeededNumbers(20261121);
        var honest = DnsBytes.Answer(
            Question,
            DnsBytes.Record(DnsBytes.TheName, DnsKind.Alias, DnsBytes.Name("b.test")),
            DnsBytes.Record(DnsBytes.Name("b.test"), DnsKind.Location, [.. DnsBytes.Number(1), .. DnsBytes.Number(1), .. DnsBytes.Number(993), 1, 65, 0xC0, 12]),
            DnsBytes.Record(DnsBytes.TheName, DnsKind.Exchanger, DnsBytes.Exchanger(1, "mx.test")));
        for (var i = 0; i < Inputs; i++)
        {
            byte[] bytes = [.. honest.AsSpan(0, random.Below(8) == 0 ? random.Below(honest.Length) : honest.Length)];
            for (var times = random.Below(6); times > 0 && bytes.Length > Question.Length; times--)
                bytes[Question.Length + random.Below(bytes.Length - Question.Length)] = random.Below(2) == 0 ? (byte)0xC0 : (byte)random.Below(256);
            var failure = Record.Exception(() => DnsMessage.Read(bytes, Id, Name, DnsKind.Location));
            Assert.True(failure is null, $"input {i}: {failure}\n{Convert.ToHexString(bytes)}");
        }
    }

    private static DnsAnswer? Read(params byte[][] records) => DnsMessage.Read(DnsBytes.Answer(Question, records), Id, Name, DnsKind.Location);
}
