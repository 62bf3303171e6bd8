using MailNode.Templates.Functions;
using MailNode.Templates.Rendering;
using MailNode.Templates.Tree;

namespace MailNode.Templates.Parsing;

/// <summary>
/// Reads expressions by precedence. A function's arguments follow it, separated by spaces, and each may be an operation:
/// "f a + b c" is f(a + b, c). Within such arguments no further function is called without brackets.
/// </summary>
internal sealed class ExpressionParser(TokenCursor cursor, Symbols globals, Symbols locals)
{
    private const int Prefix = 200;

    /// <summary>A whole expression, with pipes and "? :".</summary>
    public Expression Parse() => Parse(0, argument: false, piped: null);

    private Expression Parse(int precedence, bool argument, Expression? piped)
    {
        cursor.Enter();
        var left = Operand(precedence, argument, piped);
        while (true)
        {
            if (BinaryOperators.Precedence(cursor.Current) is var next and > 0)
            {
                if (next <= precedence)
                    break;
                var spot = cursor.Here;
                var symbol = cursor.Take().Text;
                left = BinaryOperators.Make(symbol, left, Parse(next, argument, piped: null), spot);
            }
            else if (precedence == 0 && !argument && cursor.Current.IsSymbol("?"))
                left = Choice(left);
            else if (precedence == 0 && !argument && (cursor.Current.IsSymbol("|") || cursor.Current.IsSymbol("|>")))
                left = Pipe(left);
            else
                break;
        }
        cursor.Leave();
        return left;
    }

    private Conditional Choice(Expression condition)
    {
        cursor.Take();
        var then = Parse();
        cursor.ExpectSymbol(":");
        return new Conditional(condition, then, Parse());
    }

    private Expression Pipe(Expression value)
    {
        cursor.AllowNewlines();
        cursor.Take();
        cursor.ForbidNewlines();
        if (!AtFunction())
            throw cursor.Fault($"after `|` there must be a function instead of {cursor.Current.Shown}, for example `string.upcase`");
        return Parse(0, argument: false, value);
    }

    private bool AtFunction() =>
        cursor.Current.Kind == TokenKind.Name &&
        (cursor.Current.Text is "include" or "raw" || (cursor.Following.IsSymbol(".") && Library.IsNamespace(cursor.Current.Text)));

    private Expression Operand(int precedence, bool argument, Expression? piped)
    {
        if (AtFunction())
            return Suffixes(Call(precedence, argument, piped));
        var spot = cursor.Here;
        if (cursor.TrySymbol("!"))
            return new Not(Parse(Prefix, argument, null));
        if (cursor.TrySymbol("-"))
            return new Negation(Parse(Prefix, argument, null), spot);
        if (cursor.TrySymbol("+"))
            return Parse(Prefix, argument, null);
        return Suffixes(Primary());
    }

    private Expression Primary()
    {
        var token = cursor.Current;
        return token switch
        {
            { Kind: TokenKind.Number } => new Literal(cursor.Take().Value),
            { Kind: TokenKind.String } => new Literal(cursor.Take().Text),
            { Kind: TokenKind.Local } => Local(),
            { Kind: TokenKind.Name } => Name(),
            { Kind: TokenKind.Symbol, Text: "(" } => Nested(),
            { Kind: TokenKind.Symbol, Text: "[" } => ListOf(),
            { Kind: TokenKind.Symbol, Text: "{" } => ObjectOf(),
            _ => throw cursor.Fault($"expected an expression instead of {token.Shown}"),
        };
    }

    private Expression Name()
    {
        var spot = cursor.Here;
        var name = cursor.Take().Text;
        return name switch
        {
            "true" => new Literal(true),
            "false" => new Literal(false),
            "null" => new Literal(null),
            "empty" => new Literal(Values.Value.Empty),
            "for" or "while" when cursor.Current.IsSymbol(".") => LoopMember(name, spot),
            _ => new GlobalVariable(name, globals.IndexOf(name)),
        };
    }

    private LoopMember LoopMember(string loop, Spot spot)
    {
        cursor.ExpectSymbol(".");
        var member = cursor.Take().Text;
        return LoopMembers.Find(loop, member) is { } read
            ? new LoopMember(read, spot)
            : throw spot.Fault($"`{loop}.{member}` does not exist: there are index, first, last, even, odd, changed, rindex, length");
    }

    private Expression Local()
    {
        var name = cursor.Take().Text;
        if (name.Length == 0)
            return new Arguments();
        return int.TryParse(name, out var number) ? new Argument(number) : new LocalVariable(name, locals.IndexOf(name));
    }

    private Bracketed Nested()
    {
        cursor.AllowNewlines();
        cursor.Take();
        var inner = Parse();
        cursor.ForbidNewlines();
        cursor.ExpectSymbol(")");
        return new Bracketed(inner);
    }

    private ListLiteral ListOf()
    {
        cursor.AllowNewlines();
        cursor.Take();
        var items = new List<Expression>();
        while (!cursor.Current.IsSymbol("]"))
        {
            items.Add(Parse());
            if (!cursor.TrySymbol(","))
                break;
        }
        cursor.ForbidNewlines();
        cursor.ExpectSymbol("]");
        return new ListLiteral([.. items]);
    }

    private ObjectLiteral ObjectOf()
    {
        cursor.AllowNewlines();
        cursor.Take();
        var members = new List<(string, Expression)>();
        while (!cursor.Current.IsSymbol("}"))
        {
            if (cursor.Current.Kind is not (TokenKind.Name or TokenKind.String))
                throw cursor.Fault($"expected the name of a member instead of {cursor.Current.Shown}");
            var name = cursor.Take().Text;
            cursor.ExpectSymbol(":");
            members.Add((name, Parse()));
            if (!cursor.TrySymbol(","))
                break;
        }
        cursor.ForbidNewlines();
        cursor.ExpectSymbol("}");
        return new ObjectLiteral([.. members]);
    }

    // ".name", "?.name", ".empty?" and "[index]", as many as there are. After one "?." all that follow are lenient, as in Scriban.
    private Expression Suffixes(Expression target)
    {
        var lenient = false;
        while (true)
        {
            var spot = cursor.Here;
            if (cursor.Current.IsSymbol(".") || cursor.Current.IsSymbol("?."))
            {
                lenient |= cursor.Take().Text == "?.";
                target = Member(target, lenient, spot);
            }
            else if (cursor.Current.IsSymbol("[") && !cursor.Current.SpaceBefore)
            {
                cursor.Take();
                target = new Tree.Index(target, Parse(), spot);
                cursor.ExpectSymbol("]");
            }
            else
                return target;
        }
    }

    private Expression Member(Expression target, bool lenient, Spot spot)
    {
        if (cursor.Current.Kind != TokenKind.Name)
            throw cursor.Fault($"after `.` there must be a name instead of {cursor.Current.Shown}");
        var name = cursor.Take().Text;
        if (name is not ("empty" or "blank") || !cursor.Current.IsSymbol("?") || cursor.Current.SpaceBefore)
            return new Member(target, name, lenient, spot);
        cursor.Take();
        return new IsEmpty(target);
    }

    private Expression Call(int precedence, bool argument, Expression? piped)
    {
        var spot = cursor.Here;
        var name = FunctionName();
        List<Expression> arguments = piped is null ? [] : [piped];
        List<(string, Expression)> named = [];
        if (cursor.Current.IsSymbol("(") && !cursor.Current.SpaceBefore)
            Bracketed(arguments);
        else
        {
            while (!argument && StartsArgument())
                Spaced(precedence, arguments, named);
        }
        return name switch
        {
            "include" => Include(arguments, named, spot),
            _ when named.Count > 0 => throw spot.Fault($"`{name}` takes its arguments in order, without names"),
            _ => Library.Call(name, [.. arguments], spot),
        };
    }

    private string FunctionName()
    {
        var name = cursor.Take().Text;
        if (name is "include" or "raw")
            return name;
        cursor.ExpectSymbol(".");
        return $"{name}.{cursor.Take().Text}";
    }

    private void Bracketed(List<Expression> arguments)
    {
        cursor.AllowNewlines();
        cursor.Take();
        while (!cursor.Current.IsSymbol(")"))
        {
            arguments.Add(Parse());
            if (!cursor.TrySymbol(","))
                break;
        }
        cursor.ForbidNewlines();
        cursor.ExpectSymbol(")");
    }

    private void Spaced(int precedence, List<Expression> arguments, List<(string, Expression)> named)
    {
        if (cursor.Current.Kind == TokenKind.Name && cursor.Following.IsSymbol(":"))
        {
            var name = cursor.Take().Text;
            cursor.Take();
            named.Add((name, Suffixes(Primary())));
        }
        else
            arguments.Add(Parse(precedence, argument: true, null));
    }

    private static Include Include(List<Expression> arguments, List<(string, Expression)> named, Spot spot) =>
        arguments.Count > 0
            ? new Include([.. arguments], [.. named], spot)
            : throw spot.Fault("include needs the name of a template, for example include 'post.html'");

    private bool StartsArgument() => cursor.Current switch
    {
        { Kind: TokenKind.Name or TokenKind.Local or TokenKind.Number or TokenKind.String } => true,
        { Kind: TokenKind.Symbol, Text: "(" or "[" or "{" or "!" or "@" or "^" } => true,
        _ => false,
    };
}
