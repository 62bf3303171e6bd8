using MailNode.Configuration;
using MailNode.OpenPgp;

namespace MailNode.Tests.Configuration;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class IdentityFileTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder temporary = new();
    private readonly DataFolder folder;
    private readonly SecretKey key = SecretKey.Generate("<ana@example.test>", Now);

    public IdentityFileTests() => folder = new DataFolder(temporary.Path);

    public void Dispose()
    {
        key.Dispose();
        temporary.Dispose();
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("correct horse", false)]
    public void What_was_saved_is_loaded_again(string? passphrase, bool keyFile)
    {
        IdentityFile.Save(folder, key, passphrase);

        using var loaded = IdentityFile.Load(folder, passphrase, Now);

        Assert.Equal(key.ToBytes(), loaded.ToBytes());
        Assert.Equal(keyFile, File.Exists(folder.KeyFile));
        Assert.All(Directory.GetFiles(folder.Path), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void The_file_alone_opens_nothing()
    {
        IdentityFile.Save(folder, key, null);

        Assert.False(SecretKey.TryUnlock(File.ReadAllBytes(folder.IdentityFile), null, Now, out _, out _));
        File.Delete(folder.KeyFile);
        Assert.Contains("cannot be opened", Refused(null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong horse")]
    [InlineData(null)]
    public void A_wrong_or_missing_passphrase_is_said(string? passphrase)
    {
        IdentityFile.Save(folder, key, "correct horse");

        Assert.Contains("passphrase", Refused(passphrase), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_key_file_is_refused()
    {
        IdentityFile.Save(folder, key, null);
        File.WriteAllText(folder.KeyFile, new string('0', 64) + "\n");

        Assert.Contains(folder.KeyFile, Refused(null), StringComparison.Ordinal);
    }

    [Fact]
    public void An_identity_is_never_overwritten()
    {
        IdentityFile.Save(folder, key, null);
        var before = File.ReadAllText(folder.IdentityFile);
        using var other = SecretKey.Generate("<ben@example.test>", Now);

        Assert.Throws<UserError>(() => IdentityFile.Save(folder, other, null));

        Assert.Equal(before, File.ReadAllText(folder.IdentityFile));
    }

    [Fact]
    public void A_key_file_left_by_a_crash_does_not_hinder_the_next_try()
    {
        temporary.Write("identity.key", "left over\n");

        IdentityFile.Save(folder, key, null);

        IdentityFile.Load(folder, null, Now).Dispose();
    }

    [Fact]
    public void Without_an_identity_the_way_is_init() => Assert.Contains("mailnode init", Refused(null), StringComparison.Ordinal);

    [Fact]
    public void A_damaged_identity_is_said()
    {
        temporary.Write("identity.asc", "hello");

        Assert.Contains("not OpenPGP", Refused("x"), StringComparison.Ordinal);
    }

    private string Refused(string? passphrase) => Assert.Throws<UserError>(() => IdentityFile.Load(folder, passphrase, Now)).Message;
}
