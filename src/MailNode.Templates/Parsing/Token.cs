namespace MailNode.Templates.Parsing;

internal enum TokenKind
{
    Text, EnterCode, ExitCode, LineEnd, Semicolon, End,
    Name, Local, Number, String,
    Symbol,
}

/// <summary>A word of the template language.</summary>
/// <param name="Text">What it says: the text, the name without $, the symbol, or the indent before a code block.</param>
/// <param name="Value">The boxed number, else null.</param>
/// <param name="SpaceBefore">Whether white space stands before it: "f [1]" calls, "f[1]" takes an element.</param>
internal readonly record struct Token(TokenKind Kind, string Text, object? Value, int Offset, bool SpaceBefore)
{
    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsName(string name) => Kind == TokenKind.Name && Text == name;

    public string Shown => Kind switch
    {
        TokenKind.LineEnd => "the end of the line",
        TokenKind.ExitCode => "`}}`",
        TokenKind.EnterCode => "`{{`",
        TokenKind.End => "the end of the template",
        TokenKind.Text => "text",
        TokenKind.Local => $"`${Text}`",
        TokenKind.String => $"\"{Text}\"",
        _ => $"`{Text}`",
    };
}
