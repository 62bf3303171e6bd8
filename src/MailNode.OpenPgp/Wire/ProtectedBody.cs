using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;

namespace MailNode.OpenPgp.Wire;

/// <summary>
/// The encrypted and integrity-protected packet, version 1 (RFC 9580, section 5.13.1): AES in CFB over a random block, its
/// repeated last two bytes, the content, and a SHA-1 of all that.
/// </summary>
internal static class ProtectedBody
{
    internal const byte Version = 1;
    internal const int PrefixLength = Cfb.BlockLength + 2;
    private const int HashLength = 20;
    internal const int CodeLength = 2 + HashLength;

    /// <summary>What the body has around its content.</summary>
    internal const int Overhead = 1 + PrefixLength + CodeLength;

    internal static ReadOnlySpan<byte> CodeHeader => [0xD3, 0x14];

    private static ReadOnlySpan<byte> NoIv => new byte[Cfb.BlockLength];

    /// <summary>How long the whole packet gets.</summary>
    public static int LengthOf(int content) => WireWriter.HeaderLength(BodyLength(content)) + BodyLength(content);

    /// <summary>Writes the packet; <paramref name="fill"/> writes the content where it will be encrypted, so it is held once.</summary>
    public static void Write(WireWriter writer, SessionKey session, int contentLength, Action<WireWriter> fill)
    {
        writer.Header(PacketTag.Protected, BodyLength(contentLength)).Byte(Version);
        var start = writer.Length;
        var prefix = RandomNumberGenerator.GetBytes(Cfb.BlockLength);
        writer.Bytes(prefix).Bytes(prefix.AsSpan(^2..));
        fill(writer);
        writer.Bytes(CodeHeader).Bytes(Hash(writer.Written[start..]));
        Cfb.Encrypt(session.Key, NoIv, writer.Tail(start));
    }

    /// <summary>
    /// The content, once its integrity is proven. The repeated bytes of the prefix are not looked at on their own: that
    /// check tells an attacker things, and the hash covers them.
    /// </summary>
    public static OpenRefusal Open(ReadOnlySpan<byte> body, SessionKey session, out byte[] buffer, out ReadOnlyMemory<byte> content)
    {
        buffer = [];
        content = default;
        if (body.IsEmpty || body[0] != Version)
            return body.IsEmpty ? OpenRefusal.Malformed : OpenRefusal.Unsupported;
        if (body.Length < Overhead)
            return OpenRefusal.IntegrityBroken;
        buffer = GC.AllocateUninitializedArray<byte>(body.Length - 1);
        Cfb.Decrypt(session.Key, NoIv, body[1..], buffer);
        if (!IsWhole(buffer))
        {
            CryptographicOperations.ZeroMemory(buffer);
            buffer = [];
            return OpenRefusal.IntegrityBroken;
        }
        content = buffer.AsMemory(PrefixLength..^CodeLength);
        return OpenRefusal.None;
    }

    private static bool IsWhole(byte[] plain) =>
        CryptographicOperations.FixedTimeEquals(Hash(plain.AsSpan(..^HashLength)), plain.AsSpan(^HashLength..))
        & plain.AsSpan(^CodeLength..^HashLength).SequenceEqual(CodeHeader);

    private static int BodyLength(int content) => Overhead + content;

#pragma warning disable CA5350 // the format's integrity check, inside the encryption
    private static byte[] Hash(ReadOnlySpan<byte> content) => SHA1.HashData(content);
#pragma warning restore CA5350
}
