using MailNode.Templates.Tree;
using MailNode.Templates.Values;

namespace MailNode.Templates.Parsing;

/// <summary>The operators between two expressions: how strongly they bind, and what they make.</summary>
internal static class BinaryOperators
{
    /// <summary>Higher binds more strongly; 0 if the token is none of them.</summary>
    public static int Precedence(Token token) => token.Kind != TokenKind.Symbol ? 0 : token.Text switch
    {
        "??" or "?!" => 20,
        "||" => 30,
        "&&" => 40,
        "==" or "!=" => 70,
        "<" or "<=" or ">" or ">=" => 80,
        "+" or "-" => 100,
        "*" or "/" or "//" or "%" => 110,
        ".." or "..<" => 130,
        _ => 0,
    };

    public static Expression Make(string symbol, Expression left, Expression right, Spot spot) => symbol switch
    {
        "??" => new Coalesce(left, right),
        "?!" => new WhenPresent(left, right),
        "||" => new Or(left, right),
        "&&" => new And(left, right),
        "==" => new Equality(left, right, Wanted: true),
        "!=" => new Equality(left, right, Wanted: false),
        "<" => new Ordering(left, right, spot, static order => order < 0),
        "<=" => new Ordering(left, right, spot, static order => order <= 0),
        ">" => new Ordering(left, right, spot, static order => order > 0),
        ">=" => new Ordering(left, right, spot, static order => order >= 0),
        ".." => new Span(left, right, spot, Exclusive: false),
        "..<" => new Span(left, right, spot, Exclusive: true),
        _ => new Calculation(Arithmetic.Operators[symbol], left, right, spot),
    };
}
