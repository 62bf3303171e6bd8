using System.Text;

namespace MailNode.Mime;

/// <summary>
/// Writes parameters: tokens bare, ASCII quoted, everything else in UTF-8 by percent signs, in pieces if long (RFC 2231).
/// </summary>
internal static class ParameterWriter
{
    /// <summary>Characters of one piece, so that it fits a line with its name.</summary>
    private const int MaxPiece = 50;

    public static string CheckedName(string name) =>
        Grammar.IsToken(name) ? name : throw new ArgumentException($"'{name}' is not a token.", nameof(name));

    /// <summary>A media type with its parameters.</summary>
    public static string Write(string mediaType, List<(string Name, string Value)>? parameters, string? boundary)
    {
        foreach (var (name, value) in parameters ?? [])
            mediaType += Write(name, value);
        return boundary is null ? mediaType : mediaType + Write("boundary", boundary);
    }

    /// <summary>"; name=value".</summary>
    public static string Write(string name, string value)
    {
        value = Grammar.OnOneLine(Grammar.WellFormed(value));
        var isAscii = !value.AsSpan().ContainsAnyExceptInRange(' ', '~');
        // A boundary must stay in one piece: many readers know RFC 2231 for file names only.
        if (isAscii && (value.Length <= MaxPiece || name == "boundary") && !value.Contains("=?", StringComparison.Ordinal))
            return $"; {name}={(IsBare(value) ? value : Grammar.Quote(value))}";
        var written = new StringBuilder();
        WriteExtended(written, name, value);
        return written.ToString();
    }

    /// <summary>A token without the characters that RFC 2231, 7 uses: some readers trip over them where no quotes are.</summary>
    private static bool IsBare(string value) => Grammar.IsToken(value) && !value.AsSpan().ContainsAny('\'', '*', '%');

    private static void WriteExtended(StringBuilder written, string name, string value)
    {
        var pieces = Pieces(value);
        for (var i = 0; i < pieces.Count; i++)
        {
            written.Append("; ").Append(name).Append(pieces.Count > 1 ? $"*{i}" : "").Append("*=");
            written.Append(i == 0 ? "utf-8''" : "").Append(pieces[i]);
        }
    }

    private static List<string> Pieces(string value)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        foreach (var rune in value.EnumerateRunes())
        {
            var encoded = Encoded(rune);
            if (piece.Length + encoded.Length > MaxPiece)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }

            piece.Append(encoded);
        }

        pieces.Add(piece.ToString());
        return pieces;
    }

    private static string Encoded(Rune rune)
    {
        if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || (char)rune.Value is '-' or '.' or '_'))
            return rune.ToString();
        Span<byte> utf8 = stackalloc byte[4];
        return string.Concat(utf8[..rune.EncodeToUtf8(utf8)].ToArray().Select(b => "%" + Convert.ToHexString([b])));
    }
}
