using System.Buffers;
using System.Text;

namespace MailNode.Mime;

/// <summary>The character classes of RFC 5322 and 2045 that several parsers and writers need.</summary>
internal static class Grammar
{
    /// <summary>What an atom is made of (RFC 5322, 3.2.3), in ASCII.</summary>
    public static readonly SearchValues<char> AtomText =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~");

    /// <summary>What a parameter's name and unquoted value are made of (RFC 2045, 5.1).</summary>
    public static readonly SearchValues<char> TokenText =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`{|}~");

    /// <summary>C0 controls and DEL, TAB included.</summary>
    public static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '\u007F']);

    public static bool IsBlank(char c) => c is ' ' or '\t' or '\r' or '\n';

    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenText);

    public static bool IsDotAtom(ReadOnlySpan<char> text)
    {
        foreach (var atom in text.Split('.'))
        {
            if (!IsAtom(text[atom]))
                return false;
        }

        return true;
    }

    /// <summary>An atom, with the non-ASCII of RFC 6532.</summary>
    public static bool IsAtom(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!IsAtomText(c))
                return false;
        }

        return !text.IsEmpty;
    }

    public static bool IsAtomText(char c) => c < 0x80 ? AtomText.Contains(c) : !char.IsControl(c) && !char.IsWhiteSpace(c);

    /// <summary>A quoted-string (RFC 5322, 3.2.4).</summary>
    public static string Quote(string text) =>
        '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';

    /// <summary>Every run of control characters becomes one space: the text fits on one line and nobody can end it early.</summary>
    public static string OnOneLine(string text)
    {
        if (!text.AsSpan().ContainsAny(Controls))
            return text;
        var line = new StringBuilder(text.Length);
        var inRun = false;
        foreach (var c in text)
        {
            var control = Controls.Contains(c);
            if (!control)
                line.Append(c);
            else if (!inRun)
                line.Append(' ');
            inRun = control;
        }

        return line.ToString();
    }

    /// <summary>CRLF, CR and LF become \n; other marks that Unicode calls line ends are text.</summary>
    public static string WithNewlines(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    /// <summary>Half surrogate pairs become U+FFFD, so that the text survives UTF-8.</summary>
    public static string WellFormed(string text)
    {
        for (var i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        }

        return text;
    }
}
