using System.Text;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Every bit of a message flipped, and every beginning of it: nothing opens, and nobody is even asked about its content.</summary>
public sealed class FlippedBitTests
{
    /// <summary>
    /// A multiprecision integer tells its length in bits, of which only the number of bytes counts; and the highest bit of a point is masked
    /// (RFC 7748, section 5). Whoever flips these has changed nothing that was sealed.
    /// </summary>
    private static readonly (int At, int Mask)[] Meaningless = [(13, 1), (13, 2), (13, 4), (46, 0x80)];

    [Fact]
    public void Only_bits_without_a_meaning_may_be_flipped()
    {
        var message = FromAnaToBen();
        var harmless = new List<(int, int)>();
        for (var at = 0; at < message.Length; at++)
            for (var mask = 1; mask < 256; mask <<= 1)
            {
                message[at] ^= (byte)mask;
                if (OpensUnharmed(message))
                    harmless.Add((at, mask));
                message[at] ^= (byte)mask;
            }
        Assert.Equal(Meaningless, harmless);
    }

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x20)]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    public void A_long_message_opens_with_no_byte_changed(int mask)
    {
        var content = new byte[3_000];
        var message = Seal.Encrypt(content, Ana, [Ben.Certificate, Eve.Certificate], Now);
        var keys = message.Length - SealedMessage.Read(message, OpenLimits.Default).Body.Whole.Length;
        for (var at = keys; at < message.Length; at++)
        {
            message[at] ^= (byte)mask;
            Assert.IsNotType<Opened.Genuine>(BenOpens(message));
            message[at] ^= (byte)mask;
        }
    }

    /// <summary>Whatever is flipped in the text form: the letter, or nothing. (The checksum is not believed, nor are header lines.)</summary>
    [Fact]
    public void Armor_with_a_flipped_bit_gives_the_letter_or_nothing()
    {
        var armored = Armor.EncodeBytes("PGP MESSAGE", FromAnaToBen(), ("Comment", "as some programs write it"));
        for (var at = 0; at < armored.Length; at++)
            for (var mask = 1; mask < 256; mask <<= 1)
            {
                armored[at] ^= (byte)mask;
                OpensUnharmed(armored);
                armored[at] ^= (byte)mask;
            }
    }

    [Fact]
    public void No_beginning_of_a_message_opens()
    {
        var message = FromAnaToBen();
        for (var length = 0; length < message.Length; length++)
            Assert.False(OpensUnharmed(message[..length]));
        var armored = Armor.EncodeBytes("PGP MESSAGE", message);
        var end = Encoding.ASCII.GetString(armored).TrimEnd().Length;
        for (var length = 0; length < end; length++)
            Assert.False(OpensUnharmed(armored[..length]));
    }

    [Fact]
    public void A_signature_fits_no_content_with_a_flipped_bit()
    {
        var (content, signature) = ((byte[])Letter.Clone(), DetachedSignature.Sign(Letter, Ana, Now));
        for (var at = 0; at < content.Length; at++)
            for (var mask = 1; mask < 256; mask <<= 1)
            {
                content[at] ^= (byte)mask;
                Assert.False(DetachedSignature.Verify(content, signature, Ana.Certificate, Now).Good);
                content[at] ^= (byte)mask;
            }
    }

    /// <summary>Does it open all the same? Then with its own content: any other fails the test, and so does content that is shown to be recognised.</summary>
    private static bool OpensUnharmed(byte[] message)
    {
        var request = Reader(Ben, Ana.Certificate) with
        {
            Recognise = content =>
            {
                Assert.Equal(Letter, content.ToArray());
                return false;
            },
        };
        if (Both.Open(message, request) is not Opened.Genuine genuine)
            return false;
        Assert.Equal(Letter, genuine.Content.ToArray());
        return true;
    }
}
