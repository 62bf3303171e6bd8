using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MailNode.Mime;

/// <summary>
/// Joins neighbouring encoded words: the blanks between them vanish (RFC 2047, 6.2), and the bytes of words in one charset are decoded
/// together, since many senders split a character over two words.
/// </summary>
internal sealed class EncodedWordRun(StringBuilder decoded)
{
    private readonly List<byte> pending = [];
    private string? charset;

    public void Add(ReadOnlySpan<char> before, ReadOnlySpan<char> word, EncodedWordShape shape)
    {
        if (charset is null || before.ContainsAnyExcept(" \t\r\n"))
        {
            Flush();
            decoded.Append(before);
        }

        var label = word.Slice(2, shape.CharsetLength);
        if (charset is not null && !label.Equals(charset, StringComparison.OrdinalIgnoreCase))
            Flush();
        charset = label.ToString();
        var payload = word.Slice(shape.Payload, shape.PayloadLength);
        if ((word[shape.Payload - 2] | 0x20) == 'b')
            AddBase64(payload);
        else
            AddQuoted(payload);
    }

    public void Finish(ReadOnlySpan<char> rest)
    {
        Flush();
        decoded.Append(rest);
    }

    private void Flush()
    {
        if (charset is not null)
            decoded.Append(Charset.Decode(CollectionsMarshal.AsSpan(pending), charset));
        pending.Clear();
        charset = null;
    }

    private void AddBase64(ReadOnlySpan<char> payload)
    {
        var ascii = new byte[payload.Length];
        for (var i = 0; i < payload.Length; i++)
            ascii[i] = payload[i] < 0x80 ? (byte)payload[i] : (byte)'?';
        pending.AddRange(Base64Body.Decode(ascii, out _).Span);
    }

    private void AddQuoted(ReadOnlySpan<char> payload)
    {
        Span<byte> utf8 = stackalloc byte[4];
        while (!payload.IsEmpty)
        {
            Rune.DecodeFromUtf16(payload, out var rune, out var length);
            if (payload[0] == '=' && payload.Length > 2 && char.IsAsciiHexDigit(payload[1]) && char.IsAsciiHexDigit(payload[2]))
            {
                pending.Add(byte.Parse(payload.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                length = 3;
            }
            else if (payload[0] != '\n')
            {
                pending.AddRange(payload[0] == '_' ? " "u8 : utf8[..rune.EncodeToUtf8(utf8)]);
            }

            payload = payload[length..];
        }
    }
}
