using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MailNode.Mime;

/// <summary>The parameters of a Content-Type or Content-Disposition, put together and decoded (RFC 2045, 2183, 2231).</summary>
internal sealed class ParameterList
{
    private readonly Dictionary<string, string> plain = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SortedDictionary<int, Piece>> pieces = new(StringComparer.OrdinalIgnoreCase);

    private readonly record struct Piece(string Value, bool Extended);

    /// <summary>Reads "; name=value" until the end of the text.</summary>
    public static ParameterList Parse(ReadOnlySpan<char> text, int maxParameters)
    {
        var list = new ParameterList();
        var scanner = new ParameterScanner(text);
        for (var count = 0; count < maxParameters && scanner.TryNext(out var name, out var value); count++)
            list.Add(name, value);
        return list;
    }

    /// <summary>
    /// The value as people read it; encoded words are decoded although RFC 2047, 5 forbids them here, since many mailers write them.
    /// </summary>
    public string? Text(string name) => Extended(name) ?? (plain.TryGetValue(name, out var value) ? EncodedWord.Decode(value) : null);

    /// <summary>The value as written, for boundaries.</summary>
    public string? Raw(string name) => plain.TryGetValue(name, out var value) ? value : Extended(name);

    private void Add(string name, string value)
    {
        var star = name.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            plain.TryAdd(name, value);
            return;
        }

        var extended = name.EndsWith('*');
        var digits = name.AsSpan(star + 1).TrimEnd('*');
        var number = 0;
        if (star == 0 || (!digits.IsEmpty && !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number)))
            return;
        var key = name[..star];
        if (!pieces.TryGetValue(key, out var found))
            pieces[key] = found = [];
        found.TryAdd(number, new Piece(value, extended));
    }

    /// <summary>The pieces in the order of their numbers; gaps are passed over, since half a name is better than none.</summary>
    private string? Extended(string name)
    {
        if (!pieces.TryGetValue(name, out var found))
            return null;
        var bytes = new List<byte>();
        string? charset = null;
        foreach (var piece in found.Values)
        {
            var value = piece.Value.AsSpan();
            if (piece.Extended && charset is null)
                charset = TakeCharset(ref value);
            AddBytes(bytes, value, piece.Extended);
        }

        var span = CollectionsMarshal.AsSpan(bytes);
        var text = Grammar.OnOneLine(Charset.Decode(span, charset is { Length: > 0 } ? charset : null));
        return charset is null ? EncodedWord.Decode(text) : text;
    }

    private static string TakeCharset(ref ReadOnlySpan<char> value)
    {
        var first = value.IndexOf('\'');
        var second = first < 0 ? -1 : value[(first + 1)..].IndexOf('\'');
        if (second < 0)
            return "";
        var charset = value[..first].ToString();
        value = value[(first + second + 2)..];
        return charset;
    }

    private static void AddBytes(List<byte> bytes, ReadOnlySpan<char> value, bool extended)
    {
        Span<byte> utf8 = stackalloc byte[4];
        while (!value.IsEmpty)
        {
            Rune.DecodeFromUtf16(value, out var rune, out var length);
            if (extended && value[0] == '%' && value.Length > 2 && char.IsAsciiHexDigit(value[1]) && char.IsAsciiHexDigit(value[2]))
            {
                bytes.Add(byte.Parse(value.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                length = 3;
            }
            else
            {
                bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
            }

            value = value[length..];
        }
    }
}
