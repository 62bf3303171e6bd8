using System.Buffers;
using System.Text;

namespace MailNode.Mime;

/// <summary>Long header fields over several lines (RFC 5322, 2.2.3).</summary>
internal static class Folding
{
    /// <summary>Columns of a line, without its end.</summary>
    public const int MaxLine = 76;

    /// <summary>Characters of a value that is unfolded without asking for memory.</summary>
    private const int UsualValue = 512;

    /// <summary>
    /// The value on one line, trimmed. Removes the line ends and nothing else, as the standard says; half a CRLF within a line becomes a
    /// space.
    /// </summary>
    public static string Unfold(ReadOnlySpan<byte> value)
    {
        var trimmed = value.Trim(" \t\r\n"u8);
        if (Ascii.IsValid(trimmed) && !trimmed.ContainsAny((byte)'\r', (byte)'\n'))
            return Encoding.ASCII.GetString(trimmed);
        return TryJoin(trimmed) ?? Unfold(Charset.DecodeUnlabelled(value.TrimEnd("\r\n"u8))).Trim(' ', '\t');
    }

    /// <summary>Null unless all of it is ASCII whose line ends are whole.</summary>
    private static string? TryJoin(ReadOnlySpan<byte> value)
    {
        var line = value.Length <= UsualValue ? stackalloc char[UsualValue] : new char[value.Length];
        var length = 0;
        while (true)
        {
            var end = value.IndexOfAny((byte)'\r', (byte)'\n');
            if (Ascii.ToUtf16(end < 0 ? value : value[..end], line[length..], out var taken) != OperationStatus.Done)
                return null;
            length += taken;
            if (end < 0)
                return line[..length].ToString();
            value = value[end..];
            if (!value.StartsWith("\n"u8) && !value.StartsWith("\r\n"u8))
                return null;
            value = value[(value[0] == '\n' ? 1 : 2)..];
        }
    }

    private static string Unfold(string text)
    {
        if (!text.AsSpan().ContainsAny('\r', '\n'))
            return text;
        var line = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\r' && (i + 1 == text.Length || text[i + 1] is not ('\n' or ' ' or '\t')))
                line.Append(' ');
            else if (c is not ('\r' or '\n'))
                line.Append(c);
        }

        return line.ToString();
    }

    /// <summary>Each fold, with the blanks around it, becomes one \n.</summary>
    public static string Collapse(string text)
    {
        if (!text.AsSpan().ContainsAny('\r', '\n'))
            return text;
        var line = new StringBuilder(text.Length);
        var inFold = false;
        foreach (var c in text)
        {
            if (c is '\r' or '\n')
            {
                if (!inFold)
                    line.TrimEnd().Append('\n');
                inFold = true;
            }
            else if (!inFold || c is not (' ' or '\t'))
            {
                line.Append(c);
                inFold = false;
            }
        }

        return line.ToString();
    }

    /// <summary>Bytes that a folded field takes at most.</summary>
    public static int MaxLength(string name, string value)
    {
        var line = name.Length + 2 + (Ascii.IsValid(value) ? value.Length : Encoding.UTF8.GetByteCount(value));
        return line + MaxFolds(line) + 2;
    }

    /// <summary>
    /// Writes "Name: value" folded at single spaces, so that unfolding gives back exactly what was there. A word that does not fit gets a
    /// line of its own and overruns it.
    /// </summary>
    /// <param name="folded">Room for <see cref="MaxLength"/>.</param>
    public static int Fold(string name, string value, Span<byte> folded)
    {
        var length = Encoding.UTF8.GetBytes(name, folded);
        ": "u8.CopyTo(folded[length..]);
        length += Encoding.UTF8.GetBytes(value, folded[(length + 2)..]) + 2;
        if (length > MaxLine)
            length = Fold(folded, length);
        "\r\n"u8.CopyTo(folded[length..]);
        return length + 2;
    }

    /// <summary>Moves the line to behind where its folds may reach, and back in pieces: what is written never overtakes what is read.</summary>
    private static int Fold(Span<byte> folded, int length)
    {
        var line = folded.Slice(MaxFolds(length), length);
        folded[..length].CopyTo(line);
        int written = 0, lineStart = 0, wordStart = 0;
        while (wordStart < length)
        {
            var wordEnd = NextBreak(line, wordStart + 1);
            if (wordEnd - lineStart > MaxLine && wordStart > lineStart)
            {
                line[lineStart..wordStart].CopyTo(folded[written..]);
                written += wordStart - lineStart;
                "\r\n"u8.CopyTo(folded[written..]);
                written += 2;
                lineStart = wordStart;
            }

            wordStart = wordEnd;
        }

        line[lineStart..].CopyTo(folded[written..]);
        return written + length - lineStart;
    }

    /// <summary>Bytes of all folds in a line of so many bytes, at most: what does not fit one line fills two by more than a half.</summary>
    private static int MaxFolds(int length) => (length / MaxLine * 4) + 2;

    private static int NextBreak(ReadOnlySpan<byte> line, int from)
    {
        while (from < line.Length && line[from..].IndexOf((byte)' ') is >= 0 and var space)
        {
            if (IsBreak(line, from + space))
                return from + space;
            from += space + 1;
        }

        return line.Length;
    }

    private static bool IsBreak(ReadOnlySpan<byte> line, int at) =>
        line[at] == ' ' && line[at - 1] != ' ' && at + 1 < line.Length && line[at + 1] != ' ';

    private static StringBuilder TrimEnd(this StringBuilder text)
    {
        while (text.Length > 0 && text[^1] is ' ' or '\t')
            text.Length--;
        return text;
    }
}
