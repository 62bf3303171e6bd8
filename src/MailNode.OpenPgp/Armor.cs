using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace MailNode.OpenPgp;

/// <summary>
/// OpenPGP's text form (RFC 9580, section 6.2), read in one pass over bounded input. The checksum is written for old
/// readers and not believed: what must not be changed is protected inside.
/// </summary>
public static class Armor
{
    private const int LineBytes = 48;
    private const int MostHeaderLines = 64;
    private const int LongestHeaderLine = 1_024;
    private const int LongestChecksum = 64;
    private const uint ChecksumStart = 0xB704CE;

    private static ReadOnlySpan<byte> Begin => "-----BEGIN PGP "u8;

    private static ReadOnlySpan<byte> End => "-----END PGP "u8;

    private static ReadOnlySpan<byte> Dashes => "-----"u8;

    /// <summary>Writes a block of the given kind ("PGP MESSAGE", "PGP PUBLIC KEY BLOCK"), with line feeds.</summary>
    public static string Encode(string kind, ReadOnlySpan<byte> bytes, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var text = new StringBuilder(bytes.Length / 3 * 4 + bytes.Length / LineBytes + 128);
        text.Append("-----BEGIN ").Append(kind).Append("-----\n");
        foreach (var (name, value) in headers)
            text.Append(name).Append(": ").Append(value).Append('\n');
        text.Append('\n');
        Span<char> line = stackalloc char[LineBytes / 3 * 4];
        for (var left = bytes; !left.IsEmpty; left = left[Math.Min(LineBytes, left.Length)..])
        {
            Convert.TryToBase64Chars(left[..Math.Min(LineBytes, left.Length)], line, out var written);
            text.Append(line[..written]).Append('\n');
        }
        var sum = Checksum(bytes);
        text.Append('=').Append(Convert.ToBase64String([(byte)(sum >> 16), (byte)(sum >> 8), (byte)sum])).Append('\n');
        return text.Append("-----END ").Append(kind).Append("-----\n").ToString();
    }

    /// <summary>Reads the one block in a text; text around it is passed over, a second block makes it ambiguous and refuses it.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, out string kind, out byte[] bytes)
    {
        kind = "";
        bytes = [];
        if (!TryBegin(ref text, out var name) || !TryHeaders(ref text))
            return false;
        var end = text.IndexOf((byte)'-');
        if (end < 0 || !IsEnd(text[end..], name, out var after) || text[(end + after)..].IndexOf(Begin) >= 0
            || !TryBase64(text[..end], out bytes))
            return false;
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
            line = line.TrimEnd(" \t"u8);
            if (!line.EndsWith(Dashes))
                continue;
            name = line[..^Dashes.Length];
            return IsBlockName(name);
        }
    }

    private static bool IsBlockName(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("MESSAGE"u8) || name.SequenceEqual("PUBLIC KEY BLOCK"u8) || name.SequenceEqual("PRIVATE KEY BLOCK"u8)
        || name.SequenceEqual("SIGNATURE"u8);

    /// <summary>Header lines say nothing that we use; an empty line ends them.</summary>
    private static bool TryHeaders(ref ReadOnlySpan<byte> text)
    {
        for (var count = 0; count <= MostHeaderLines; count++)
        {
            if (!TryLine(ref text, out var line) || line.Length > LongestHeaderLine)
                return false;
            line = line.TrimEnd(" \t"u8);
            if (line.IsEmpty)
                return true;
            if (line.IndexOf(": "u8) <= 0 && !line.EndsWith(":"u8) || line.Contains((byte)'\r'))
                return false;
        }
        return false;
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
        bytes = buffer.Length == written ? buffer : buffer[..written];
        return true;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = ChecksumStart;
        foreach (var b in bytes)
            sum = (sum << 8) ^ ChecksumTable[((sum >> 16) ^ b) & 0xFF];
        return sum & 0xFFFFFF;
    }

    private static readonly uint[] ChecksumTable = [.. Enumerable.Range(0, 256).Select(ChecksumOf)];

    private static uint ChecksumOf(int value)
    {
        var sum = (uint)value << 16;
        for (var bit = 0; bit < 8; bit++)
            sum = (sum & 0x800000) != 0 ? (sum << 1) ^ 0x864CFB : sum << 1;
        return sum & 0xFFFFFF;
    }
}
