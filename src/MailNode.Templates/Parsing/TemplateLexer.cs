namespace MailNode.Templates.Parsing;

/// <summary>Cuts a template into text and code, obeying the white-space marks <c>{{- -}}</c> and <c>{{~ ~}}</c>.</summary>
internal ref struct TemplateLexer
{
    private readonly Source source;
    private readonly List<Token> tokens = [];
    private int at;

    // What the tag before took away from the text after it: '-' all white space, '~' up to the first line's end.
    private char strip;

    private TemplateLexer(Source source) => this.source = source;

    public static List<Token> Read(Source source)
    {
        if (source.Text.Length > ParseLimits.MaxText)
            throw source.Fault(0, $"the template is longer than {ParseLimits.MaxText} characters: cut it into parts and include them");
        var lexer = new TemplateLexer(source);
        while (lexer.TextThenTag())
        {
        }
        lexer.tokens.Add(new Token(TokenKind.End, "", null, source.Text.Length, false));
        return lexer.tokens;
    }

    private bool TextThenTag()
    {
        var tag = NextTag(at, out var percents);
        var end = tag < 0 ? source.Text.Length : tag;
        var mark = tag < 0 ? '\0' : MarkAfter(tag + 2 + percents);
        var (start, length) = Trim(at, end, mark);
        if (length > 0)
            tokens.Add(new Token(TokenKind.Text, source.Text.Substring(start, length), null, start, false));
        if (tag < 0)
            return false;
        at = tag + 2 + percents + (mark == '\0' ? 0 : 1);
        if (percents > 0)
            Verbatim(tag, percents - 1);
        else
            Code(tag, Indent(start, length));
        return true;
    }

    // "{{", or "{%{" with any number of percent signs; percents counts them and the second brace.
    private readonly int NextTag(int from, out int percents)
    {
        var text = source.Text;
        percents = 0;
        for (var i = from; (i = text.IndexOf('{', i)) >= 0 && i + 1 < text.Length; i++)
        {
            if (text[i + 1] == '{')
                return i;
            var run = text.AsSpan(i + 1).IndexOfAnyExcept('%');
            if (run > 0 && text[i + 1 + run] == '{')
            {
                percents = run;
                return i;
            }
        }
        return -1;
    }

    private readonly char MarkAfter(int position) =>
        position < source.Text.Length && source.Text[position] is '-' or '~' ? source.Text[position] : '\0';

    private readonly (int Start, int Length) Trim(int start, int end, char mark)
    {
        var text = source.Text;
        while (strip != '\0' && start < end && char.IsWhiteSpace(text[start]))
        {
            if (text[start++] == '\n' && strip == '~')
                break;
        }
        while (mark != '\0' && end > start && char.IsWhiteSpace(text[end - 1]) && !(mark == '~' && text[end - 1] == '\n'))
            end--;
        return (start, end - start);
    }

    // Scriban writes what a code block gives with the indent of the block, when nothing else stands before it on its line.
    private readonly string Indent(int start, int length)
    {
        var text = source.Text;
        for (var i = start + length - 1; length > 0 && i >= 0; i--)
        {
            if (text[i] == '\n')
                return text[(i + 1)..(start + length)];
            if (!char.IsWhiteSpace(text[i]))
                return "";
        }
        return length > 0 ? text[..(start + length)] : "";
    }

    private void Verbatim(int tag, int percents)
    {
        var close = "}" + new string('%', percents + 1) + "}";
        var end = source.Text.IndexOf(close, at, StringComparison.Ordinal);
        if (end < 0)
            throw source.Fault(tag, $"this block is not closed: add `{close}`");
        var mark = end > at && source.Text[end - 1] is '-' or '~' ? source.Text[end - 1] : '\0';
        var length = end - at - (mark == '\0' ? 0 : 1);
        if (length > 0)
            tokens.Add(new Token(TokenKind.Text, source.Text.Substring(at, length), null, at, false));
        strip = mark;
        at = end + close.Length;
    }

    private void Code(int tag, string indent)
    {
        tokens.Add(new Token(TokenKind.EnterCode, indent, null, tag, false));
        var code = new CodeLexer(source, at);
        strip = code.ReadTo(tokens);
        at = code.At;
    }
}
