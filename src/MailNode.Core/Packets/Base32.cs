namespace MailNode.Core.Packets;

/// <summary>Lower-case base32 without padding (RFC 4648, section 6): the spelling of packet ids and tokens.</summary>
public static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[(bytes.Length * 8 + 4) / 5];
        int buffer = 0, bits = 0, at = 0;
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            for (bits += 8; bits >= 5; bits -= 5) text[at++] = Alphabet[(buffer >> (bits - 5)) & 31];
            buffer &= (1 << bits) - 1;
        }
        if (bits > 0) text[at] = Alphabet[(buffer << (5 - bits)) & 31];
        return new string(text);
    }

    /// <summary>False for a character outside the alphabet (either case is read) or for bits left over that are not zero.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = new byte[text.Length * 5 / 8];
        int buffer = 0, bits = 0, at = 0;
        foreach (var c in text)
        {
            var value = Alphabet.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal);
            if (value < 0) return false;
            buffer = (buffer << 5) | value;
            bits += 5;
            if (bits < 8) continue;
            bits -= 8;
            bytes[at++] = (byte)(buffer >> bits);
            buffer &= (1 << bits) - 1;
        }
        return bits < 5 && buffer == 0;
    }
}
