using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Which locks of secret keys open, and to whom. The files in LockedKeys were made with OpenPGP.js 6.3.2.</summary>
public sealed class SecretKeyLockTests
{
    private const string Passphrase = "correct horse";

    [Theory]
    [InlineData("v4-ocb", 4)]
    [InlineData("v4-eax-argon2", 4)]
    [InlineData("v6-gcm", 6)]
    [InlineData("v6-ocb-argon2", 6)]
    [InlineData("v6-cfb", 6)]
    public void Keys_that_another_program_locked_open_to_their_passphrase(string name, int version)
    {
        if (name.Contains("argon2", StringComparison.Ordinal) && !Argon2Stretching.IsSupported)
            Assert.Skip("libargon2 is not here.");
        var bytes = Locked(name);
        Assert.True(SecretKey.TryUnlock(bytes, Passphrase, Now, out var key, out var reason), reason);
        Assert.Equal((version, "Cem <cem@example.org>"), (key.Certificate.Version, key.Certificate.UserId));
        Assert.True(DetachedSignature.Verify(Letter, DetachedSignature.Sign(Letter, key, Now), key.Certificate, Now).Good);
        Assert.Equal(2, key.Secrets.Count(secret => secret.Secret is not null));
        AssertRefused("the passphrase is wrong", bytes, "correct hors");
        AssertRefused("a passphrase is needed", bytes, null);
    }

    [Theory]
    [InlineData("v4-ocb")]
    [InlineData("v6-gcm")]
    public void Every_byte_of_an_authenticated_secret_is_guarded(string name)
    {
        Assert.True(Armor.TryDecode(Locked(name), out _, out var bytes));
        var reader = new PacketReader(bytes);
        reader.TryNext(out var primary);
        for (var at = primary.Whole.Length - primary.Body.Length; at < primary.Whole.Length; at++)
        {
            bytes[at] ^= 1;
            Assert.False(SecretKey.TryUnlock(bytes, Passphrase, Now, out _, out _), $"byte {at}");
            bytes[at] ^= 1;
        }
    }

    [Fact]
    public void Our_lock_of_a_version_6_key_opens_again()
    {
        var key = Version6.Make("Cem");
        Assert.True(SecretKey.TryUnlock(key.Lock(Passphrase), Passphrase, Now, out var back, out var reason), reason);
        Assert.Equal(key.ToBytes(), back.ToBytes());
        Assert.True(SecretKey.TryUnlock(key.ToBytes(), null, Now, out _, out reason), reason);
        AssertRefused("the passphrase is wrong", key.Lock(Passphrase), "correct hors");
    }

    /// <summary>Usage octet, and what follows it: cipher, kind of stretching, and so on.</summary>
    [Theory]
    [InlineData("FF0903080102030405060708600102030405060708090A0B0C0D0E0F10", "is locked in an old way")]
    [InlineData("09000102030405060708090A0B0C0D0E0F", "is locked in an old way")]
    [InlineData("FE0303080102030405060708600102030405060708090A0B0C0D0E0F10", "is locked in an old way")]
    [InlineData("FE0900080102030405060708090A0B0C0D0E0F10", "makes guessing its passphrase easy")]
    [InlineData("FE0901080102030405060708" + "0102030405060708090A0B0C0D0E0F10", "makes guessing its passphrase easy")]
    [InlineData("FE0903010102030405060708600102030405060708090A0B0C0D0E0F10", "is of a kind that is not supported")]
    [InlineData("FE0904" + "0102030405060708090A0B0C0D0E0F10" + "01010A" + "0102030405060708090A0B0C0D0E0F10", "is of a kind that is not supported")]
    [InlineData("FD0904" + "03080102030405060708600102030405060708090A0B0C0D0E0F10", "is of a kind that is not supported")]
    [InlineData("FD0902" + "04" + "0102030405060708090A0B0C0D0E0F10" + "010115" + "0102030405060708090A0B0C0D0E0F", "is of a kind that is not supported")]
    [InlineData("FD0902", "is damaged")]
    [InlineData("FE", "is damaged")]
    [InlineData("", "is of a kind that is not supported")]
    public void Locks_that_protect_badly_are_refused_with_the_reason(string lockFields, string because)
    {
        var body = (byte[])[.. Forge.PrimaryOf(Ana).Body.Span, .. Convert.FromHexString(lockFields), .. lockFields.Length > 10 ? new byte[54] : []];
        Assert.False(SecretKey.TryUnlock(Forge.Packet(PacketTag.SecretKey, body), Passphrase, Now, out _, out var reason));
        Assert.Contains(because, reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 4, 16, true)]
    [InlineData(3, 4, 20, true)]
    [InlineData(4, 1, 20, true)]
    [InlineData(5, 1, 20, false)]
    [InlineData(1, 1, 21, false)]
    [InlineData(1, 1, 31, false)]
    [InlineData(1, 1, 64, false)]
    [InlineData(255, 1, 14, true)]
    [InlineData(0, 1, 16, false)]
    [InlineData(1, 0, 16, false)]
    [InlineData(1, 17, 16, false)]
    [InlineData(1, 1, 2, false)]
    [InlineData(1, 2, 3, false)]
    public void Argon2_may_ask_for_so_much_work(byte passes, byte lanes, byte memory, bool accepted) =>
        Assert.Equal(accepted, Policy.AcceptsArgon2(passes, lanes, memory));

    private static byte[] Locked(string name) =>
        File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "MailNode.Tests", "OpenPgp", "LockedKeys", name + ".asc"));

    private static void AssertRefused(string because, byte[] bytes, string? passphrase)
    {
        Assert.False(SecretKey.TryUnlock(bytes, passphrase, Now, out _, out var reason));
        Assert.Equal(because, reason);
    }
}
