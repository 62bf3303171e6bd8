using MailNode.Templates.Rendering;
using MailNode.Templates.Tree;

namespace MailNode.Templates.Parsing;

/// <summary>Reads statements: text, assignments, and the blocks that an <c>end</c> closes.</summary>
internal sealed class StatementParser
{
    private readonly Symbols globals;
    private readonly Symbols locals = new();
    private readonly TokenCursor cursor;
    private readonly ExpressionParser expressions;
    private readonly List<Block> blocks = [];
    private bool indented;
    private int loops;

    private StatementParser(Source source, Symbols globals)
    {
        this.globals = globals;
        cursor = new TokenCursor(source, TemplateLexer.Read(source));
        expressions = new ExpressionParser(cursor, globals, locals);
    }

    public static ParsedTemplate Parse(Source source, Symbols globals)
    {
        var parser = new StatementParser(source, globals);
        var body = parser.Body();
        if (parser.cursor.Current.Kind != TokenKind.End)
            throw parser.cursor.Fault($"{parser.cursor.Current.Shown} without a block before it that it could belong to");
        if (!parser.indented)
            parser.blocks.ForEach(block => block.RemoveMarks());
        return new ParsedTemplate(body, parser.locals);
    }

    private Block Body()
    {
        cursor.Enter();
        var statements = new List<Statement>();
        while (cursor.Current.Kind != TokenKind.End && !AtBlockWord())
        {
            cursor.BeginExpression();
            if (Next() is { } statement)
                statements.Add(statement);
        }
        cursor.Leave();
        var block = new Block([.. statements]);
        blocks.Add(block);
        return block;
    }

    private bool AtBlockWord() =>
        cursor.Current is { Kind: TokenKind.Name, Text: "end" or "else" or "when" } && !cursor.Following.IsSymbol(".");

    private Statement? Next()
    {
        switch (cursor.Current.Kind)
        {
            case TokenKind.Text:
                return new Text(cursor.Take().Text);
            case TokenKind.EnterCode:
                return Entry();
            case TokenKind.ExitCode:
                cursor.Take();
                return new IndentMark(null);
            case TokenKind.LineEnd or TokenKind.Semicolon:
                cursor.Take();
                return null;
            default:
                return Terminated(Keyword());
        }
    }

    private IndentMark Entry()
    {
        var indent = cursor.Take().Text;
        indented |= indent.Length > 0;
        return new IndentMark(indent);
    }

    private Statement Terminated(Statement statement)
    {
        ExpectEndOfStatement();
        return statement;
    }

    private void ExpectEndOfStatement()
    {
        if (cursor.Current.Kind is not (TokenKind.LineEnd or TokenKind.Semicolon or TokenKind.ExitCode or TokenKind.End or TokenKind.Text or TokenKind.EnterCode))
            throw cursor.Fault($"expected the end of the statement instead of {cursor.Current.Shown}: a name before it is not a function that we know, or an operator is missing");
    }

    private Statement Keyword()
    {
        var word = cursor.Current.Kind == TokenKind.Name && !cursor.Following.IsSymbol(".") ? cursor.Current.Text : "";
        return word switch
        {
            "if" => If(),
            "for" => For(),
            "while" => While(),
            "case" => Case(),
            "capture" => Capture(),
            "break" => Leave(Flow.Break),
            "continue" => Leave(Flow.Continue),
            "ret" => Return(),
            "func" or "do" or "with" or "wrap" or "import" or "readonly" or "tablerow" =>
                throw cursor.Fault($"`{word}` belongs to the parts of Scriban that are not read here: use include with arguments instead"),
            _ => AssignmentOrOutput(),
        };
    }

    private Statement AssignmentOrOutput()
    {
        var spot = cursor.Here;
        var expression = expressions.Parse();
        if (cursor.Current.Kind != TokenKind.Symbol || !Assignment.TryOperator(cursor.Current.Text, out var operation))
            return new Written(expression);
        if (expression is not (GlobalVariable or LocalVariable or Member or Tree.Index))
            throw spot.Fault("only a variable, a member or an element can be assigned to");
        cursor.Take();
        var value = expressions.Parse();
        return new Assignment(expression, operation is null ? value : new Calculation(operation, expression, value, spot), spot);
    }

    private If If()
    {
        cursor.Take();
        var condition = expressions.Parse();
        ExpectEndOfStatement();
        var then = Body();
        var otherwise = Else();
        return new If(condition, then, otherwise);
    }

    // "else if" continues the same chain; a nested if belongs to the else and shares the chain's end.
    private Statement? Else()
    {
        if (!cursor.Current.IsName("else"))
        {
            ExpectEnd();
            return null;
        }
        cursor.Take();
        if (!cursor.Current.IsName("if"))
            return LastElse();
        cursor.Enter();
        var chained = If();
        cursor.Leave();
        return chained;
    }

    private Block LastElse()
    {
        ExpectEndOfStatement();
        var body = Body();
        ExpectEnd();
        return body;
    }

    private void ExpectEnd()
    {
        if (!cursor.Current.IsName("end"))
            throw cursor.Fault($"expected `end` instead of {cursor.Current.Shown}");
        cursor.Take();
    }

    private For For()
    {
        cursor.Take();
        var spot = cursor.Here;
        var variable = LoopVariable();
        if (!cursor.Current.IsName("in"))
            throw cursor.Fault($"expected `in` instead of {cursor.Current.Shown}: write `for x in list`");
        cursor.Take();
        var list = expressions.Parse();
        var (offset, limit, reversed) = LoopOptions();
        ExpectEndOfStatement();
        var body = LoopBody();
        var otherwise = cursor.Current.IsName("else") ? Else() : null;
        if (otherwise is null)
            ExpectEnd();
        return new For(variable, list, body, otherwise, new LoopOptions(offset, limit, reversed), spot);
    }

    private Expression LoopVariable() => cursor.Current.Kind switch
    {
        TokenKind.Name => new GlobalVariable(cursor.Current.Text, globals.IndexOf(cursor.Take().Text)),
        TokenKind.Local when cursor.Current.Text.Length > 0 => new LocalVariable(cursor.Current.Text, locals.IndexOf(cursor.Take().Text)),
        _ => throw cursor.Fault($"expected a variable instead of {cursor.Current.Shown}: write `for x in list`"),
    };

    private (Expression? Offset, Expression? Limit, bool Reversed) LoopOptions()
    {
        Expression? offset = null, limit = null;
        var reversed = false;
        while (cursor.Current.Kind == TokenKind.Name)
        {
            var option = cursor.Take().Text;
            if (option == "reversed")
            {
                reversed = true;
                continue;
            }
            if (option is not ("limit" or "offset"))
                throw cursor.Fault($"`{option}` is not an option of for: there are limit, offset and reversed");
            cursor.ExpectSymbol(":");
            if (option == "limit")
                limit = expressions.Parse();
            else
                offset = expressions.Parse();
        }
        return (offset, limit, reversed);
    }

    private Block LoopBody()
    {
        loops++;
        var body = Body();
        loops--;
        return body;
    }

    private While While()
    {
        var spot = cursor.Here;
        cursor.Take();
        var condition = expressions.Parse();
        ExpectEndOfStatement();
        var body = LoopBody();
        ExpectEnd();
        return new While(condition, body, spot);
    }

    private Case Case()
    {
        cursor.Take();
        var value = expressions.Parse();
        ExpectEndOfStatement();
        var whens = new List<When>();
        SkipToWhen();
        while (cursor.Current.IsName("when"))
            whens.Add(When());
        if (whens.Count == 0)
            throw cursor.Fault($"expected `when` instead of {cursor.Current.Shown}");
        return new Case(value, [.. whens], Else());
    }

    // Between `case` and the first `when` only white space may stand, and it is not written.
    private void SkipToWhen()
    {
        while (cursor.Current.Kind is TokenKind.LineEnd or TokenKind.Semicolon or TokenKind.ExitCode or TokenKind.EnterCode ||
               (cursor.Current.Kind == TokenKind.Text && string.IsNullOrWhiteSpace(cursor.Current.Text)))
            cursor.Take();
    }

    private When When()
    {
        cursor.Take();
        var matches = new List<Expression> { expressions.Parse() };
        while (cursor.TrySymbol(","))
            matches.Add(expressions.Parse());
        ExpectEndOfStatement();
        return new When([.. matches], Body());
    }

    private Capture Capture()
    {
        var spot = cursor.Here;
        cursor.Take();
        var target = expressions.Parse();
        if (target is not (GlobalVariable or LocalVariable or Member or Tree.Index))
            throw spot.Fault("capture needs a variable to keep the text in");
        ExpectEndOfStatement();
        var body = Body();
        ExpectEnd();
        return new Capture(target, body, spot);
    }

    private Jump Leave(Flow flow)
    {
        if (loops == 0)
            throw cursor.Fault("break and continue belong inside a loop");
        cursor.Take();
        return new Jump(flow);
    }

    private Jump Return()
    {
        cursor.Take();
        return new Jump(Flow.Return);
    }
}
