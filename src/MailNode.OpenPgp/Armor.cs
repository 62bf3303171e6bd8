using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp;

/// <summary>
/// OpenPGP's text form (RFC 9580, section 6.2), read in one pass over bounded input. The checksum is written for old
/// readers and not believed: what must not be changed is protected inside.
/// </summary>
public static class Armor
{
    internal const int LineBytes = 48;
    internal const int MostHeaderLines = 64;
    internal const int LongestHeaderLine = 1_024;
    internal const int LongestChecksum = 64;
    internal const uint ChecksumStart = 0xB704CE;
    private const uint ChecksumPolynomial = 0x864CFB00;

    internal static ReadOnlySpan<byte> Begin => "-----BEGIN PGP "u8;

    internal static ReadOnlySpan<byte> End => "-----END PGP "u8;

    internal static ReadOnlySpan<byte> Dashes => "-----"u8;

    /// <summary>Writes a block of the given kind ("PGP MESSAGE", "PGP PUBLIC KEY BLOCK"), with line feeds.</summary>
    public static string Encode(string kind, ReadOnlySpan<byte> bytes, params ReadOnlySpan<(string Name, string Value)> headers) =>
        Encoding.ASCII.GetString(EncodeBytes(kind, bytes, headers));

    /// <summary>The same as bytes, for the body of a mail.</summary>
    public static byte[] EncodeBytes(string kind, ReadOnlySpan<byte> bytes, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var first = FirstLines(kind, headers);
        var last = LastLines(kind, Checksum(ChecksumStart, bytes));
        var lines = (bytes.Length + LineBytes - 1) / LineBytes;
        var text = new byte[first.Length + (bytes.Length + 2) / 3 * 4 + lines + last.Length];
        first.CopyTo(text, 0);
        WriteLines(bytes, text.AsSpan(first.Length));
        last.CopyTo(text, text.Length - last.Length);
        return text;
    }

    /// <summary>What stands above the base64.</summary>
    internal static byte[] FirstLines(string kind, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var head = new StringBuilder("-----BEGIN ").Append(kind).Append("-----\n");
        foreach (var (name, value) in headers)
            head.Append(name).Append(": ").Append(value).Append('\n');
        return Encoding.ASCII.GetBytes(head.Append('\n').ToString());
    }

    /// <summary>What stands below it.</summary>
    internal static byte[] LastLines(string kind, uint sum) =>
        Encoding.ASCII.GetBytes($"={Convert.ToBase64String([(byte)(sum >> 16), (byte)(sum >> 8), (byte)sum])}\n-----END {kind}-----\n");

    /// <summary>The base64, in lines, and how long it gets; all but the last call for a text bring whole lines.</summary>
    internal static int WriteLines(ReadOnlySpan<byte> bytes, Span<byte> text)
    {
        var room = text.Length;
        while (!bytes.IsEmpty)
        {
            var line = bytes[..Math.Min(LineBytes, bytes.Length)];
            Base64.EncodeToUtf8(line, text, out _, out var written);
            text[written] = (byte)'\n';
            text = text[(written + 1)..];
            bytes = bytes[line.Length..];
        }
        return room - text.Length;
    }

    /// <summary>Reads the one block in a text; text around it is passed over, a second block makes it ambiguous and refuses it.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, out string kind, out byte[] bytes)
    {
        kind = "";
        if (!TryBlock(ref text, out var name, out bytes) || text.IndexOf(Begin) >= 0)
        {
            bytes = [];
            return false;
        }
        kind = "PGP " + Encoding.ASCII.GetString(name);
        return true;
    }

    /// <summary>Packets, from either form. Binary ones begin with a byte that no armor has.</summary>
    internal static bool TryUnwrap(ReadOnlyMemory<byte> message, int most, out ReadOnlyMemory<byte> packets)
    {
        packets = message;
        if (message.IsEmpty || message.Length > most)
            return false;
        if ((message.Span[0] & 0x80) != 0)
            return true;
        var decoded = TryDecode(message.Span, out _, out var bytes);
        packets = bytes;
        return decoded && bytes.Length > 0;
    }

    /// <summary>
    /// The packets of keys, from either form: of a text those of all its blocks in a row, as files with keys are put together. Damaged blocks are passed over, and one that
    /// holds anything else than a key (a revocation, say) refuses all: what it is about would be lost.
    /// </summary>
    internal static bool TryUnwrapKeys(ReadOnlyMemory<byte> ring, int most, out ReadOnlyMemory<byte> packets)
    {
        if (TryUnwrap(ring, most, out packets))
            return true;
        var text = ring.Length <= most ? ring.Span : default;
        using var joined = new WireWriter(4_096);
        for (var blocks = 0; blocks < Policy.RingCertificates && text.IndexOf(Begin) >= 0; blocks++)
        {
            if (!TryBlock(ref text, out _, out var bytes))
                continue;
            if (!new PacketReader(bytes).TryNext(out var first) || first.Tag is not (PacketTag.PublicKey or PacketTag.SecretKey))
                return false;
            joined.Bytes(bytes);
            CryptographicOperations.ZeroMemory(bytes);     // a secret key, maybe
        }
        packets = joined.ToArray();
        return !packets.IsEmpty;
    }

    /// <summary>The next block of a text; whether it can be read or not, the text goes on behind what was looked at.</summary>
    private static bool TryBlock(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name, out byte[] bytes)
    {
        bytes = [];
        if (!TryBegin(ref text, out name) || !TryHeaders(ref text))
            return false;
        var end = text.IndexOf((byte)'-');
        if (end < 0)
            return false;
        var lines = text[..end];
        text = text[end..];
        if (!IsEnd(text, name, out var length))
            return false;
        text = text[length..];
        return TryBase64(lines, out bytes);
    }

    /// <summary>Finds a line that is nothing but the beginning of a block, and steps behind it.</summary>
    private static bool TryBegin(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> name)
    {
        name = default;
        for (var lineStart = true; ;)
        {
            var at = text.IndexOf(Begin);
            if (at < 0)
                return false;
            var startsLine = at == 0 ? lineStart : text[at - 1] == (byte)'\n';
            text = text[(at + Begin.Length)..];
            lineStart = startsLine;
            if (!startsLine)
                continue;
            if (!TryLine(ref text, out var line))
                return false;
            if (TryName(line, out name))
                return IsBlockName(name);
        }
    }

    /// <summary>The name at the end of a line that begins a block; another line that happens to start like one has none.</summary>
    internal static bool TryName(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name)
    {
        var ends = line.Length <= LongestHeaderLine && line.TrimEnd(" \t"u8).EndsWith(Dashes);
        name = ends ? line.TrimEnd(" \t"u8)[..^Dashes.Length] : default;
        return ends;
    }

    internal static bool IsBlockName(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("MESSAGE"u8) || name.SequenceEqual("PUBLIC KEY BLOCK"u8) || name.SequenceEqual("PRIVATE KEY BLOCK"u8)
        || name.SequenceEqual("SIGNATURE"u8);

    /// <summary>Header lines say nothing that we use; an empty line ends them.</summary>
    private static bool TryHeaders(ref ReadOnlySpan<byte> text)
    {
        for (var count = 0; count <= MostHeaderLines; count++)
        {
            if (!TryLine(ref text, out var line) || !IsHeaderLine(line, out var isLast))
                return false;
            if (isLast)
                return true;
        }
        return false;
    }

    internal static bool IsHeaderLine(ReadOnlySpan<byte> line, out bool isLast)
    {
        var text = line.TrimEnd(" \t"u8);
        isLast = text.IsEmpty;
        return line.Length <= LongestHeaderLine
            && (isLast || ((text.IndexOf(": "u8) > 0 || text.EndsWith(":"u8)) && !text.Contains((byte)'\r')));
    }

    private static bool TryLine(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        var end = text.IndexOf((byte)'\n');
        line = end < 0 ? default : text[..end];
        if (end < 0)
            return false;
        text = text[(end + 1)..];
        if (line.EndsWith("\r"u8))
            line = line[..^1];
        return true;
    }

    private static bool IsEnd(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, out int length)
    {
        length = End.Length + name.Length + Dashes.Length;
        return text.StartsWith(End) && text[End.Length..].StartsWith(name) && text[(End.Length + name.Length)..].StartsWith(Dashes);
    }

    /// <summary>The base64 lines and at most one checksum line.</summary>
    private static bool TryBase64(ReadOnlySpan<byte> lines, out byte[] bytes)
    {
        bytes = [];
        var checksum = lines.StartsWith("="u8) ? 0 : lines.IndexOf("\n="u8) + 1;
        if (checksum > 0 || lines.StartsWith("="u8))
        {
            var rest = lines[(checksum + 1)..];
            if (rest.Length > LongestChecksum || rest.Contains((byte)'='))
                return false;
            lines = lines[..checksum];
        }
        var buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(lines.Length)];
        if (Base64.DecodeFromUtf8(lines, buffer, out _, out var written) != OperationStatus.Done)
            return false;
        bytes = buffer[..written];
        CryptographicOperations.ZeroMemory(buffer);        // it may be a secret key
        return true;
    }

    /// <summary>CRC-24 of what comes after bytes with the given sum, in the upper bits of a word, four bytes at a time.</summary>
    internal static uint Checksum(uint sum, ReadOnlySpan<byte> bytes)
    {
        sum <<= 8;
        for (; bytes.Length >= 4; bytes = bytes[4..])
        {
            sum ^= BinaryPrimitives.ReadUInt32BigEndian(bytes);
            sum = ChecksumTables[3][sum >> 24] ^ ChecksumTables[2][(sum >> 16) & 0xFF]
                ^ ChecksumTables[1][(sum >> 8) & 0xFF] ^ ChecksumTables[0][sum & 0xFF];
        }
        foreach (var b in bytes)
            sum = (sum << 8) ^ ChecksumTables[0][(sum >> 24) ^ b];
        return sum >> 8;
    }

    /// <summary>What a byte does to the sum, when no, one, two or three more follow it.</summary>
    private static readonly uint[][] ChecksumTables =
    [
        .. Enumerable.Range(1, 4).Select(octets => Enumerable.Range(0, 256).Select(value => ChecksumOf((uint)value << 24, 8 * octets)).ToArray()),
    ];

    private static uint ChecksumOf(uint sum, int bits)
    {
        for (; bits > 0; bits--)
            sum = (sum & 0x80000000) != 0 ? (sum << 1) ^ ChecksumPolynomial : sum << 1;
        return sum;
    }
}
