using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Sealed messages of version 2, as an operation of its own: chunks, wrapped keys of version 6, passphrases.</summary>
public sealed class Version2Tests
{
    private static readonly SealOptions Two = new() { Version = SealVersion.Two };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(ChunkHeader.OurChunkLength)]
    [InlineData(3 * ChunkHeader.OurChunkLength + 5)]
    public void What_Ana_seals_Ben_opens(int length)
    {
        var content = new byte[length];
        content.AsSpan().Fill(0x0D);
        var message = Seal.Encrypt(content, Ana, [Ben.Certificate], Now, Two);
        Assert.Equal(SealVersion.Two, SealedMessage.Read(message, OpenLimits.Default).Version);
        Assert.Equal(content, Assert.IsType<Opened.Genuine>(BenOpens(message)).Content.ToArray());
    }

    /// <summary>The length that is reckoned is the one that is written, at every border of a chunk.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(ChunkHeader.OurChunkLength - 1)]
    [InlineData(ChunkHeader.OurChunkLength)]
    [InlineData(ChunkHeader.OurChunkLength + 1)]
    public void The_length_is_known_beforehand(int length)
    {
        using var session = SessionKey.New();
        using var writer = new WireWriter();
        ChunkedBody.Write(writer, session, length, inner => inner.Bytes(new byte[length]));
        Assert.Equal(ChunkedBody.LengthOf(length), writer.Length);
        var reader = new PacketReader(writer.ToArray());
        Assert.True(reader.TryNext(out _) && reader.AtEnd);
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(7, 2)]
    [InlineData(7, 3)]
    [InlineData(8, 1)]
    [InlineData(8, 2)]
    [InlineData(8, 3)]
    [InlineData(9, 1)]
    [InlineData(9, 2)]
    [InlineData(9, 3)]
    public void Every_cipher_and_mode_of_the_standard_is_read(int cipher, int mode)
    {
        var message = ChunkForge.Sealed(Ben.Certificate, GoodInside(), (byte)cipher, (byte)mode, sizeOctet: 0);
        Assert.Equal(Letter, Assert.IsType<Opened.Genuine>(BenOpens(message)).Content.ToArray());
    }

    [Theory]
    [InlineData("v4-rsa")]
    [InlineData("v4-legacy")]
    [InlineData("v4-nistp")]
    [InlineData("v4-ed25519-x25519")]
    [InlineData("v6-25519-annex-a-4")]
    [InlineData("v6-nistp")]
    [InlineData("v6-rsa")]
    public void What_others_sealed_opens(string name)
    {
        var folder = Path.Combine(CorpusTests.Folder("rfc9580"), name);
        Assert.True(SecretKey.TryUnlock(File.ReadAllBytes(Path.Combine(folder, "tsk.asc")), null, Now, out var key, out var reason), reason);
        var opened = Both.Open(File.ReadAllBytes(Path.Combine(folder, "enc-seipdv2.msg")), Reader(key, key.Certificate));
        Assert.Equal(new Opened.Refused(OpenRefusal.NotSigned, false), opened);
        var older = Path.Combine(folder, "enc-seipdv1.msg");
        if (File.Exists(older))
            Assert.Equal(opened, Both.Open(File.ReadAllBytes(older), Reader(key, key.Certificate)));
    }

    [Fact]
    public void Wrapped_keys_name_the_reader_by_fingerprint_or_nobody()
    {
        var named = SealedMessage.Read(Seal.Encrypt(Letter, Ana, [Ben.Certificate], Now, Two), OpenLimits.Default);
        Assert.Equal(Ben.Certificate.EncryptionKey(Now)!.Fingerprint, Assert.Single(named.WrappedKeys).Reader);
        var message = Seal.Encrypt(Letter, Ana, [Eve.Certificate, Ben.Certificate], Now, Two with { Anonymous = true });
        Assert.All(SealedMessage.Read(message, OpenLimits.Default).WrappedKeys, wrapped => Assert.True(wrapped.IsAnonymous));
        Assert.IsType<Opened.Genuine>(BenOpens(message));
        Assert.IsType<Opened.NotForUs>(Both.Open(message, Reader(Ana, Ana.Certificate)));
    }

    [Fact]
    public void A_rewrapped_message_keeps_its_version_and_its_body()
    {
        var toBen = Seal.Encrypt(Letter, Ana, [Ben.Certificate], Now, Two);
        foreach (var anonymous in (bool[])[false, true])
        {
            var toEve = Assert.IsType<byte[]>(Rewrapped(toBen, Ben, Eve.Certificate, anonymous));
            Assert.IsType<Opened.Genuine>(Both.Open(toEve, Reader(Eve, Ana.Certificate)));
            Assert.Equal(
                SealedMessage.Read(toBen, OpenLimits.Default).Body.Whole.ToArray(), SealedMessage.Read(toEve, OpenLimits.Default).Body.Whole.ToArray());
        }
    }

    [Fact]
    public void A_passphrase_opens_what_it_closed()
    {
        var message = Seal.EncryptWithPassphrase(Letter, "1234-5678", SealVersion.Two);
        Assert.True(Seal.TryDecryptWithPassphrase(message, "1234-5678", out var content, out _));
        Assert.Equal(Letter, content.ToArray());
        Assert.False(Seal.TryDecryptWithPassphrase(message, "1234-5679", out content, out var reason));
        Assert.Equal(OpenRefusal.IntegrityBroken, reason);
        Assert.True(content.IsEmpty);
    }

    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public void Keys_and_passphrases_open_the_same_message(SealVersion version)
    {
        var message = Seal.Write(new SealRequest
        {
            Content = Letter,
            Signers = [Ana, Eve],
            Recipients = [Ben.Certificate],
            Passphrases = ["one", "two"],
            Now = Now,
            Options = new SealOptions { Version = version },
        });
        Assert.IsType<Opened.Genuine>(BenOpens(message));
        Assert.IsType<Opened.Genuine>(Both.Open(message, Reader(Ben, Eve.Certificate)));
        Assert.True(Seal.TryDecryptWithPassphrase(message, "one", out _, out _));
        Assert.True(Seal.TryDecryptWithPassphrase(message, "two", out var content, out _));
        Assert.Equal(Letter, content.ToArray());
        Assert.False(Seal.TryDecryptWithPassphrase(message, "three", out _, out _));
    }

    [Fact]
    public void Unasked_it_is_written_only_to_those_who_say_that_they_read_it()
    {
        var agreed = new SealOptions { Version = null };
        SealVersion VersionFor(params Certificate[] readers) =>
            SealedMessage.Read(Seal.Encrypt(Letter, Ana, readers, Now, agreed), OpenLimits.Default).Version;
        var modern = ChunkForge.WithFeatures(Eve, 0x01 | 0x08, Now);
        Assert.Equal(SealVersion.One, VersionFor(Ben.Certificate));
        Assert.Equal(SealVersion.Two, VersionFor(modern));
        Assert.Equal(SealVersion.One, VersionFor(modern, Ben.Certificate));
        Assert.Equal(SealVersion.One, SealedMessage.Read(Seal.Encrypt(Letter, Ana, [modern], Now), OpenLimits.Default).Version);
    }

    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public void People_with_keys_of_version_6_write_to_each_other_and_to_others(SealVersion version)
    {
        var (cem, dara) = (Version6.Make("Cem <cem@example.org>"), Version6.Make("Dara <dara@example.org>"));
        var options = new SealOptions { Version = version, Intended = [dara.Certificate.Fingerprint, Ben.Certificate.Fingerprint] };
        var message = Seal.Encrypt(Letter, cem, [dara.Certificate, Ben.Certificate], Now, options);
        foreach (var reader in (SecretKey[])[dara, Ben])
        {
            var opened = Assert.IsType<Opened.Genuine>(Both.Open(message, Reader(reader, cem.Certificate)));
            Assert.Equal(Letter, opened.Content.ToArray());
            Assert.True(DetachedSignature.Verify(opened.Lift().Content, opened.Lift().Signature, cem.Certificate, Now).Good);
        }
        var toEve = Rewrapped(message, dara, Eve.Certificate)!;
        Assert.Equal(new Opened.Refused(OpenRefusal.NotIntended, false), Both.Open(toEve, Reader(Eve, cem.Certificate)));
        var toCem = Rewrapped(message, Ben, cem.Certificate)!;
        Assert.Equal(new Opened.Refused(OpenRefusal.NotIntended, false), Both.Open(toCem, Reader(cem, cem.Certificate)));
        Assert.IsType<Opened.NotForUs>(Both.Open(message, Reader(cem, cem.Certificate)));
    }

    [Fact]
    public void Keys_of_version_6_say_that_they_read_it()
    {
        var message = Seal.Encrypt(Letter, Ana, [Version6.Make().Certificate], Now, new SealOptions { Version = null });
        Assert.Equal(SealVersion.Two, SealedMessage.Read(message, OpenLimits.Default).Version);
    }

    private static byte[] GoodInside() => Forge.Join(Forge.Literal(Letter), Forge.ContentSignature(Ana, Now));
}
