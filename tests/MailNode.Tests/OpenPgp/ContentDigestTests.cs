using System.Security.Cryptography;
using System.Text;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>How content is hashed for its signatures: rightly, wherever it is cut, and no more often than need be.</summary>
public sealed class ContentDigestTests
{
    private const int Signatures = 16;

    private static readonly byte[] EmptyLines = [.. Enumerable.Repeat((byte)'\n', 1 << 20)];

    [Fact]
    public void Lines_are_hashed_alike_wherever_the_content_is_cut()
    {
        var signature = Forge.Parsed(Forge.Signature(SignatureTypes.Text, Ana, Now, digest => digest.Bytes(Letter)));
        string[] texts = ["", "\r", "\n", "\r\n", "\n\r", "\r\r\n", "a\rb\n", "\n\n\r\n\r", "one\ntwo\r\nthree\r", new('a', 20_000), new('\r', 20_000)];
        // Where a line ends is the last thing that one piece holds, or the first of the next.
        foreach (var text in texts.Concat(Enumerable.Range(8_188, 8).Select(length => new string('a', length) + "\r\nb\r\r\nc\n")))
        {
            var content = Encoding.ASCII.GetBytes(text);
            var expected = SHA256.HashData(Encoding.ASCII.GetBytes(Canonical(text)).Concat(Trailer(signature)).ToArray());
            foreach (var length in (int[])[1, 2, 3, 8_191, 8_192, 8_193, 65_536])
                Assert.Equal(expected, InPieces(signature, content, length));
            using var held = new ContentDigests(OpenLimits.Default);
            Assert.Equal(expected, held.Of(signature, content));
        }
    }

    [Fact]
    public void Signatures_of_one_kind_share_a_digest()
    {
        SignaturePacket[] signatures = [.. Enumerable.Range(0, Signatures).Select(i => Forge.Parsed(Forge.Signature((byte)(i % 2), Ana, Now.AddSeconds(-i), Feed)))];
        using var announced = new ContentDigests(OpenLimits.Default);
        using var held = new ContentDigests(OpenLimits.Default);
        foreach (var signature in signatures)
            announced.Expect(signature.Type, signature.HashAlgorithm, signature.Salt);
        announced.Append(Letter);
        foreach (var signature in signatures)
        {
            Assert.Equal(signature.DigestStart.ToArray(), announced.Of(signature)![..2]);
            Assert.Equal(announced.Of(signature), held.Of(signature, Letter));
        }
        Assert.Equal((2, 2), (announced.Count, held.Count));
        void Feed(SignatureDigest digest) => digest.Bytes(Letter);
    }

    /// <summary>In version 6 each has a salt of its own, so that there is one for each; of those there are no more than signatures.</summary>
    [Fact]
    public void What_is_announced_is_bounded()
    {
        using var digests = new ContentDigests(OpenLimits.Default);
        for (var i = 0; i < 100; i++)
            digests.Expect(SignatureTypes.Text, Hashes.Sha256, RandomNumberGenerator.GetBytes(16));
        Assert.Equal(OpenLimits.Default.Signatures, digests.Count);
    }

    /// <summary>Whoever signs has made the digest once; whoever makes us do it sixteen times has not.</summary>
    [Fact]
    public void Many_signatures_cost_hardly_more_than_one()
    {
        var bad = Forge.Signature(SignatureTypes.Text, Ana, Now, digest => digest.Bytes(Letter));
        byte[] onePass = [3, SignatureTypes.Text, Hashes.Sha256, bad[4], .. new byte[8], 1];
        Func<int, Action>[] ways =
        [
            count => () => DetachedSignature.Verify(EmptyLines, Repeated(bad, count), Ana.Certificate, Now),
            count => Opening(Forge.Join(Forge.Literal(EmptyLines), Repeated(bad, count))),
            count => Opening(Forge.Join(Repeated(Forge.Packet(PacketTag.OnePass, onePass), count), Forge.Literal(EmptyLines))),
        ];
        foreach (var way in ways)
        {
            way(1)();
            var one = ThreadWork.Of(way(1));
            ThreadWork.StaysUnder(5 * one + TimeSpan.FromMilliseconds(1), way(Signatures));
        }
    }

    /// <summary>In memory and as a stream.</summary>
    private static Action Opening(byte[] inside)
    {
        var message = Forge.Sealed(Ben.Certificate, inside);
        return () => Assert.IsType<Opened.Refused>(BenOpens(message));
    }

    private static byte[] Repeated(byte[] packet, int count) => Forge.Join([.. Enumerable.Repeat(packet, count)]);

    private static byte[] InPieces(SignaturePacket signature, byte[] content, int length)
    {
        using var digests = new ContentDigests(OpenLimits.Default);
        digests.Expect(signature.Type, signature.HashAlgorithm, signature.Salt);
        foreach (var piece in content.Chunk(length))
            digests.Append(piece);
        return digests.Of(signature)!;
    }

    /// <summary>By the letter: a carriage return belongs to a line's end only where a line feed follows.</summary>
    private static string Canonical(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);

    private static byte[] Trailer(SignaturePacket signature) =>
        [.. signature.HashedPart.Span, 4, 0xFF, 0, 0, (byte)(signature.HashedPart.Length >> 8), (byte)signature.HashedPart.Length];
}
