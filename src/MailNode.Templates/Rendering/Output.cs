using System.Buffers;
using System.Globalization;

namespace MailNode.Templates.Rendering;

/// <summary>What a rendering has written so far, in a pooled buffer.</summary>
internal sealed class Output(int maxLength, string template) : IDisposable
{
    private static readonly SearchValues<char> Special = SearchValues.Create("<>&\"'");

    private char[] buffer = ArrayPool<char>.Shared.Rent(4096);
    private int length;

    /// <summary>Stands before every line while it is not empty; Scriban calls this auto-indent.</summary>
    public string Indent { get; set; } = "";

    public void Write(ReadOnlySpan<char> text)
    {
        if (Indent.Length == 0)
            Append(text);
        else
            WriteIndented(text);
    }

    public void Write(int number)
    {
        Span<char> digits = stackalloc char[11];
        number.TryFormat(digits, out var written, provider: CultureInfo.InvariantCulture);
        Write(digits[..written]);
    }

    public void WriteEscaped(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Special) is >= 0 and var at)
        {
            Write(text[..at]);
            Append(Entity(text[at]));
            text = text[(at + 1)..];
        }
        Write(text);
    }

    public override string ToString() => new(buffer, 0, length);

    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(buffer);
        buffer = [];
    }

    private static string Entity(char special) => special switch
    {
        '<' => "&lt;",
        '>' => "&gt;",
        '&' => "&amp;",
        '"' => "&quot;",
        _ => "&#39;",
    };

    private void WriteIndented(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (length > 0 && buffer[length - 1] == '\n')
                Append(Indent);
            var lineEnd = text.IndexOf('\n');
            var line = lineEnd < 0 ? text.Length : lineEnd + 1;
            Append(text[..line]);
            text = text[line..];
        }
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > maxLength - length)
            throw new TemplateException(template, 1, 1, $"the output is longer than {maxLength} characters");
        if (text.Length > buffer.Length - length)
            Grow(text.Length);
        text.CopyTo(buffer.AsSpan(length));
        length += text.Length;
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<char>.Shared.Rent(Math.Max(buffer.Length * 2, length + more));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<char>.Shared.Return(buffer);
        buffer = larger;
    }
}
