using System.Text;
using MailNode.KeyLookup;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using MailNode.Tests.Mime;
using MailNode.Tests.OpenPgp;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.KeyLookup;

/// <summary>Which of the keys in an answer count.</summary>
public sealed class FoundKeyTests
{
    private const int Mutations = 2_000;

    private static readonly SecretKey Ana = KeyForge.Key($"Ana <{KeyForge.Address}>");
    private static readonly SecretKey Eve = KeyForge.Key("Eve <eve@example.test>");
    private static readonly KeyQuery Anas = new KeyQuery.ByAddress(EmailAddress.Parse(KeyForge.Address));

    [Theory]
    [InlineData("Ana <ana@example.test>")]
    [InlineData("ana@example.test")]
    [InlineData("<ana@example.test>")]
    [InlineData("Ana Example, M. A. (home) <Ana@EXAMPLE.test>")]
    public void A_key_counts_when_it_has_a_user_id_of_that_very_address(string userId)
    {
        var key = KeyForge.Key(userId);
        Assert.Equal(key.Certificate.Fingerprint, Assert.Single(In(key.Certificate.ToBytes(), Anas)).Certificate.Fingerprint);
    }

    [Theory]
    [InlineData("Ana <ana@example.test.evil.test>")]
    [InlineData("Ana <aana@example.test>")]
    [InlineData("ana@example.test <eve@example.test>")]
    [InlineData("<ana@example.test> Eve <eve@example.test>")]
    [InlineData("Eve <eve@example.test> <ana@example.test>")]
    [InlineData("Eve <ana@example.test> and friends")]
    [InlineData("eve@example.test, ana@example.test")]
    [InlineData("Ana")]
    public void A_key_of_somebody_else_does_not_count(string userId) => Assert.Empty(In(KeyForge.Key(userId).Certificate.ToBytes(), Anas));

    [Fact]
    public void A_user_id_that_somebody_else_added_does_not_count() =>
        Assert.Empty(In(KeyForge.WithUserId(Eve, $"Ana <{KeyForge.Address}>", signer: Ana), Anas));

    [Fact]
    public void User_ids_that_were_not_asked_for_are_left_out()
    {
        var page = Forge.Join(KeyForge.WithUserId(Ana, "Ana at work <ana@work.test>"), Forge.Packet(PacketTag.UserAttribute, "a picture of work"u8));

        var found = Assert.Single(In(page, Anas)).Certificate;

        Assert.Equal([$"Ana <{KeyForge.Address}>"], found.UserIds);
        Assert.DoesNotContain("work", Encoding.Latin1.GetString(found.ToBytes()), StringComparison.Ordinal);
        Assert.True(found.CanEncryptAt(Keys.Now));
        Assert.Equal(2, Assert.Single(In(page, new KeyQuery.ByFingerprint(Ana.Certificate.Fingerprint, null))).Certificate.UserIds.Count);
    }

    [Fact]
    public void Of_several_keys_the_usable_come_first_and_the_newest_of_them()
    {
        var (older, newer, newest) = (KeyForge.Key(KeyForge.Address, 20), KeyForge.Key(KeyForge.Address, 10), KeyForge.Key(KeyForge.Address, 5));
        var page = Forge.Join(KeyForge.Expired(Ana), older.Certificate.ToBytes(), Eve.Certificate.ToBytes(), KeyForge.Revoked(newest), newer.Certificate.ToBytes());

        var found = In(page, Anas);

        Assert.Equal([newer, older, newest, Ana], found.Select(one => Owner(one, Ana, older, newer, newest)));
        Assert.Equal([KeyState.Usable, KeyState.Usable, KeyState.Revoked, KeyState.Expired], found.Select(one => one.State));
    }

    [Fact]
    public void A_key_without_a_usable_subkey_says_so()
    {
        var withoutSubkey = Forge.Join([.. KeyForge.PacketsOf(Ana.Certificate.ToBytes()).Take(3)]);
        Assert.Equal(KeyState.CannotEncrypt, Assert.Single(In(withoutSubkey, Anas)).State);
    }

    [Fact]
    public void A_fingerprint_is_of_the_key_or_of_a_subkey()
    {
        var page = Forge.Join(Eve.Certificate.ToBytes(), Ana.Certificate.ToBytes());
        var subkey = Ana.Certificate.EncryptionKey(Keys.Now)!.Fingerprint;

        foreach (var wanted in (Fingerprint[])[Ana.Certificate.Fingerprint, subkey])
        {
            Assert.Equal(Ana.Certificate.Fingerprint, Assert.Single(In(page, new KeyQuery.ByFingerprint(wanted, null))).Certificate.Fingerprint);
            Assert.Equal(Ana.Certificate.Fingerprint, Assert.Single(In(page, new KeyQuery.ByKeyId(wanted.KeyId))).Certificate.Fingerprint);
        }
        Assert.Empty(In(page, new KeyQuery.ByFingerprint(new Fingerprint(new byte[20]), null)));
        Assert.Empty(In(page, new KeyQuery.ByKeyId(1)));
    }

    [Fact]
    public void Who_adopted_the_key_as_a_subkey_does_not_come_before_the_key_itself()
    {
        var anas = Forge.PrimaryOf(Ana);
        var binding = Forge.Signature(
            SignatureTypes.SubkeyBinding, Eve, Keys.Now.AddDays(-1),
            digest => { digest.Key(Forge.PrimaryOf(Eve)); digest.Key(anas); },
            more => more.Subpacket(27, [(byte)KeyFlags.Encrypt]));
        var page = Forge.Join(Eve.Certificate.ToBytes(), Forge.Packet(PacketTag.PublicSubkey, anas.Body.Span), binding, Ana.Certificate.ToBytes());

        Assert.Equal(Ana.Certificate.Fingerprint, Assert.Single(In(page, new KeyQuery.ByFingerprint(Ana.Certificate.Fingerprint, null))).Certificate.Fingerprint);
    }

    [Fact]
    public void Armor_is_read_though_directories_should_not_send_it() =>
        Assert.Single(In(Encoding.ASCII.GetBytes("a page\n" + Ana.Certificate.ToArmor()), Anas));

    [Fact]
    public void Garbage_gives_nothing_and_never_an_exception()
    {
        byte[][] pages = [[], [0], "<html>404</html>"u8.ToArray(), Encoding.ASCII.GetBytes(Eve.Certificate.ToArmor()[..100]), Ana.ToBytes(), new byte[KeyWeb.MaxBytes]];
        foreach (var page in pages) Assert.Empty(In(page, Anas));
        var (random, whole) = (new SeededNumbers(11), KeyForge.WithUserId(Ana, "Ana at work <ana@work.test>"));
        for (var i = 0; i < Mutations; i++)
        {
            var page = whole.ToArray();
            for (var changes = random.Below(4) + 1; changes > 0; changes--) page[random.Below(page.Length)] = (byte)random.Below(256);
            foreach (var found in In(page[..random.Below(page.Length + 1)], Anas)) Assert.All(found.Certificate.UserIds, one => Assert.Contains(KeyForge.Address, one, StringComparison.Ordinal));
        }
    }

    private static SecretKey Owner(FoundKey found, params SecretKey[] owners) => owners.Single(one => one.Certificate.Fingerprint == found.Certificate.Fingerprint);

    private static IReadOnlyList<FoundKey> In(byte[] page, KeyQuery query) => FoundKey.In(page, query, "here", Keys.Now);
}
