using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Whom a signature names as its readers, and who opens it all the same: surreptitious forwarding.</summary>
public sealed class IntendedReaderTests
{
    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public void A_letter_that_was_passed_on_is_refused_by_who_is_not_named(SealVersion version)
    {
        var message = Seal.Encrypt(Letter, Ana, [Ben.Certificate], Now, For(version, Ben, Ana));
        Assert.IsType<Opened.Genuine>(BenOpens(message));
        var toEve = Assert.IsType<byte[]>(Rewrapped(message, Ben, Eve.Certificate));
        Assert.Equal(new Opened.Refused(OpenRefusal.NotIntended, false), Both.Open(toEve, Reader(Eve, Ana.Certificate)));
        var toAna = Assert.IsType<byte[]>(Rewrapped(message, Ben, Ana.Certificate));
        Assert.IsType<Opened.Genuine>(Both.Open(toAna, Reader(Ana, Ana.Certificate)));
    }

    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public void A_letter_that_names_nobody_opens_to_who_can_decrypt_it(SealVersion version)
    {
        var message = Seal.Encrypt(Letter, Ana, [Ben.Certificate], Now, For(version));
        Assert.IsType<Opened.Genuine>(Both.Open(Rewrapped(message, Ben, Eve.Certificate)!, Reader(Eve, Ana.Certificate)));
    }

    /// <summary>Somebody is named; that it is in a way we do not read does not make it for everybody.</summary>
    [Theory]
    [InlineData(6, 32)]
    [InlineData(5, 32)]
    [InlineData(4, 19)]
    [InlineData(6, 20)]
    [InlineData(9, 64)]
    public void Readers_of_another_version_are_not_us(int version, int length)
    {
        var signature = Forge.ContentSignature(Ana, Now, writer => writer.Subpacket(35, [(byte)version, .. new byte[length]]));
        var message = Forge.Sealed(Ben.Certificate, Forge.Join(Forge.Literal(Letter), signature));
        Assert.Equal(new Opened.Refused(OpenRefusal.NotIntended, false), BenOpens(message));
    }

    [Theory]
    [InlineData(35)]
    [InlineData(35 | 0x80)]
    public void Among_several_one_name_is_enough(int type)
    {
        var signature = Forge.ContentSignature(Ana, Now, writer =>
        {
            writer.Subpacket(type, [6, .. new byte[32]]);
            writer.Subpacket(type, [4, .. Eve.Certificate.Fingerprint.ToBytes()]);
            writer.Subpacket(type, [4, .. Ben.Certificate.Fingerprint.ToBytes()]);
        });
        Assert.IsType<Opened.Genuine>(BenOpens(Forge.Sealed(Ben.Certificate, Forge.Join(Forge.Literal(Letter), signature))));
    }

    [Fact]
    public void As_many_as_can_be_named_are_read_and_more_are_not_written()
    {
        var many = Enumerable.Repeat(Eve, SealOptions.MostIntended - 1).Append(Ben).ToArray();
        Assert.IsType<Opened.Genuine>(BenOpens(Seal.Encrypt(Letter, Ana, [Ben.Certificate], Now, For(SealVersion.One, many))));
        Assert.Throws<ArgumentOutOfRangeException>(() => Seal.Encrypt(Letter, Ana, [Ben.Certificate], Now, For(SealVersion.One, [.. many, Ana])));
    }

    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public void What_is_lifted_verifies_for_people_who_are_not_named(SealVersion version)
    {
        var message = Seal.Encrypt(Letter, Ana, [Ben.Certificate], Now, For(version, Ben));
        var lifted = Unseal.Lift(message, Reader(Ben, Ana.Certificate));
        Assert.Equal(Letter, lifted!.Content.ToArray());
        Assert.True(DetachedSignature.Verify(lifted.Content, lifted.Signature, Ana.Certificate, Now).Good);
        Assert.Equal(OpenRefusal.BadSignature, DetachedSignature.Verify(lifted.Content[1..], lifted.Signature, Ana.Certificate, Now).Reason);
        Assert.Null(Unseal.Lift(message, Reader(Eve, Ana.Certificate)));
        Assert.Null(Unseal.Lift(message, Reader(Ben)));
    }

    /// <summary>Layers, pieces and the kind of signature change nothing in what is lifted.</summary>
    [Theory]
    [InlineData(SignatureTypes.Binary, 0)]
    [InlineData(SignatureTypes.Binary, 1)]
    [InlineData(SignatureTypes.Binary, 2)]
    [InlineData(SignatureTypes.Text, 0)]
    [InlineData(SignatureTypes.Text, 2)]
    public void Content_is_lifted_to_the_byte(byte type, int layers)
    {
        var text = "Grüße \r\nan\nalle\r"u8.ToArray();
        var signature = Forge.Signature(type, Ana, Now, digest =>
        {
            if (type == SignatureTypes.Text)
                digest.Text(text);
            else
                digest.Bytes(text);
        });
        var inside = Forge.Join(Forge.Literal(text), signature);
        for (var layer = 0; layer < layers; layer++)
            inside = Forge.Compressed(inside);
        var lifted = Unseal.Lift(Forge.Sealed(Ben.Certificate, inside), Reader(Ben, Ana.Certificate));
        Assert.Equal(text, lifted!.Content.ToArray());
        Assert.True(DetachedSignature.Verify(lifted.Content, lifted.Signature, Ana.Certificate, Now).Good);
        Assert.Equal(signature, lifted.Signature.ToArray());
    }

    private static SealOptions For(SealVersion version, params SecretKey[] readers) =>
        new() { Version = version, Intended = [.. readers.Select(reader => reader.Certificate.Fingerprint)] };
}
