using System.Globalization;
using System.Text;
using MailNode.Templates.Values;

namespace MailNode.Templates.Parsing;

/// <summary>Reads the words of one code block, up to and with its <c>}}</c>.</summary>
internal ref struct CodeLexer(Source source, int start)
{
    // The longest first, so that "..<" is not read as "..".
    private static readonly string[] Symbols =
    [
        "..<", "//=", "...", "..", "//", "==", "!=", "<=", ">=", "&&", "||", "??", "?!", "?.", "|>", "+=", "-=", "*=", "/=", "%=", "<<", ">>", "++", "--",
        ".", ",", ":", "?", "=", "<", ">", "+", "-", "*", "/", "%", "!", "|", "&", "(", ")", "[", "]", "{", "}", "@", "^",
    ];

    private readonly string text = source.Text;
    private int braces;
    private bool spaceBefore;

    public int At { get; private set; } = start;

    /// <summary>Adds the block's tokens; gives the white-space mark before its end.</summary>
    public char ReadTo(List<Token> tokens)
    {
        while (true)
        {
            SkipSpace();
            if (At >= text.Length)
                return '\0';
            if (TryExit(out var mark, out var length))
            {
                tokens.Add(new Token(TokenKind.ExitCode, "", null, At, spaceBefore));
                At += length;
                return mark;
            }
            tokens.Add(Next());
        }
    }

    private void SkipSpace()
    {
        spaceBefore = false;
        while (At < text.Length)
        {
            if (text[At] == '#')
                SkipComment();
            else if (text[At] != '\n' && char.IsWhiteSpace(text[At]))
                At++;
            else
                return;
            spaceBefore = true;
        }
    }

    // "# to the end of the line", "## to the next ##"; both end at the block's end as well.
    private void SkipComment()
    {
        var many = text.AsSpan(At).StartsWith("##");
        for (At += many ? 2 : 1; At < text.Length; At++)
        {
            if (AtExit() || (!many && text[At] == '\n'))
                return;
            if (many && text.AsSpan(At).StartsWith("##"))
            {
                At += 2;
                return;
            }
        }
    }

    private readonly bool AtExit() =>
        text.AsSpan(At).StartsWith("}}") || text.AsSpan(At).StartsWith("-}}") || text.AsSpan(At).StartsWith("~}}");

    private readonly bool TryExit(out char mark, out int length)
    {
        mark = text[At] is '-' or '~' ? text[At] : '\0';
        length = mark == '\0' ? 2 : 3;
        return braces == 0 && AtExit();
    }

    private Token Next()
    {
        var c = text[At];
        return c switch
        {
            '\n' => Take(TokenKind.LineEnd, 1),
            ';' => Take(TokenKind.Semicolon, 1),
            '"' or '\'' => Quoted(c),
            '`' => VerbatimString(),
            '$' => Local(),
            _ when char.IsAsciiDigit(c) => Number(),
            _ when char.IsLetter(c) || c == '_' => Name(),
            _ => Symbol(),
        };
    }

    private Token Take(TokenKind kind, int length, object? value = null)
    {
        var token = new Token(kind, text.Substring(At, length), value, At, spaceBefore);
        At += length;
        return token;
    }

    private Token Name() => Take(TokenKind.Name, WordLength(At));

    private readonly int WordLength(int from)
    {
        var end = from;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
            end++;
        return end - from;
    }

    private Token Local()
    {
        var space = spaceBefore;
        var start = At++;
        if (At < text.Length && text[At] is '"' or '\'')
            throw source.Fault(start, "interpolated strings are not read here: join the pieces with +");
        return Take(TokenKind.Local, WordLength(At)) with { Offset = start, SpaceBefore = space };
    }

    private Token Symbol()
    {
        foreach (var symbol in Symbols)
        {
            if (!text.AsSpan(At).StartsWith(symbol))
                continue;
            braces += symbol switch { "{" => 1, "}" => -1, _ => 0 };
            return new Token(TokenKind.Symbol, symbol, null, (At += symbol.Length) - symbol.Length, spaceBefore);
        }
        throw source.Fault(At, $"`{text[At]}` means nothing here: remove it");
    }

    private Token Number()
    {
        var (digits, radix) = Digits();
        var length = digits;
        if (radix == 10 && At + length + 1 < text.Length && text[At + length] == '.' && char.IsAsciiDigit(text[At + length + 1]))
            length += 1 + Run(At + length + 1);
        if (radix == 10 && At + length < text.Length && text[At + length] is 'e' or 'E')
            length += Exponent(At + length);
        var number = Literal(text.AsSpan(At, length), radix) ?? throw source.Fault(At, "this number is too large");
        if (At + length < text.Length && text[At + length] is 'f' or 'F' or 'd' or 'D' or 'm' or 'M' or 'u' or 'U')
            length++;
        return Take(TokenKind.Number, length, number);
    }

    private readonly (int Length, int Radix) Digits()
    {
        var radix = text[At] == '0' && At + 1 < text.Length ? text[At + 1] switch { 'x' or 'X' => 16, 'b' or 'B' => 2, _ => 10 } : 10;
        if (radix == 10)
            return (Run(At), 10);
        var end = At + 2;
        while (end < text.Length && (text[end] == '_' || (radix == 16 ? char.IsAsciiHexDigit(text[end]) : text[end] is '0' or '1')))
            end++;
        return (end - At, radix);
    }

    private readonly int Run(int from)
    {
        var end = from;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '_'))
            end++;
        return end - from;
    }

    private readonly int Exponent(int from)
    {
        var sign = from + 1 < text.Length && text[from + 1] is '+' or '-' ? 1 : 0;
        var digits = Run(from + 1 + sign);
        return digits == 0 ? 0 : 1 + sign + digits;
    }

    private static object? Literal(ReadOnlySpan<char> written, int radix)
    {
        var plain = written.ToString().Replace("_", "", StringComparison.Ordinal);
        if (radix != 10)
        {
            var style = radix == 16 ? NumberStyles.AllowHexSpecifier : NumberStyles.AllowBinarySpecifier;
            return ulong.TryParse(plain.AsSpan(2), style, CultureInfo.InvariantCulture, out var bits) && bits <= long.MaxValue ? Arithmetic.Narrow((long)bits) : null;
        }
        if (long.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
            return Arithmetic.Narrow(whole);
        return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real : null;
    }


    private Token VerbatimString()
    {
        var start = At;
        var value = new StringBuilder();
        for (At++; At < text.Length; At++)
        {
            if (text[At] != '`')
                value.Append(text[At]);
            else if (At + 1 < text.Length && text[At + 1] == '`')
                value.Append(text[At++]);
            else
            {
                At++;
                return new Token(TokenKind.String, value.ToString(), null, start, spaceBefore);
            }
        }
        throw source.Fault(start, "this string is not closed: add a backtick");
    }

    private Token Quoted(char quote)
    {
        var start = At;
        var value = new StringBuilder();
        for (At++; At < text.Length; At++)
        {
            if (text[At] == quote)
            {
                At++;
                return new Token(TokenKind.String, value.ToString(), null, start, spaceBefore);
            }
            value.Append(text[At] == '\\' ? Escape() : text[At]);
        }
        throw source.Fault(start, $"this string is not closed: add {quote}");
    }

    // Leaves At on the last character of the escape.
    private char Escape()
    {
        At++;
        var c = At < text.Length ? text[At] : '\0';
        return c switch
        {
            'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', '0' => '\0',
            '\\' or '"' or '\'' or '\n' => c,
            'u' => Hex(4),
            'x' => Hex(2),
            _ => throw source.Fault(At - 1, "this escape is not known: write \\\\ for a backslash"),
        };
    }

    private char Hex(int digits)
    {
        if (At + digits >= text.Length || !ushort.TryParse(text.AsSpan(At + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            throw source.Fault(At - 1, $"after this escape there must be {digits} hexadecimal digits");
        At += digits;
        return (char)code;
    }
}
