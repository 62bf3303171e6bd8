using MailNode.Templates.Parsing;
using MailNode.Templates.Rendering;
using MailNode.Templates.Values;

namespace MailNode.Templates.Tree;

/// <summary>What happens after a statement.</summary>
internal enum Flow
{
    Next, Break, Continue, Return,
}

/// <summary>Something that a template does.</summary>
internal abstract class Statement
{
    public abstract Flow Run(Scope scope);
}

internal sealed class Text(string text) : Statement
{
    public override Flow Run(Scope scope)
    {
        scope.Output.Write(text);
        return Flow.Next;
    }
}

/// <summary>The value of an expression, written.</summary>
internal sealed class Written(Expression expression) : Statement
{
    public override Flow Run(Scope scope)
    {
        expression.Write(scope);
        return Flow.Next;
    }
}

/// <summary>Where code begins (with the indent of its line) or ends (null).</summary>
internal sealed class IndentMark(string? indent) : Statement
{
    public string? Indent { get; } = indent;

    public override Flow Run(Scope scope) => Flow.Next;
}

/// <summary>Statements one after the other.</summary>
internal sealed class Block(Statement[] statements) : Statement
{
    private Statement[] statements = statements;
    private bool marked = true;

    /// <summary>In a template where no code is indented, the marks would only cost time.</summary>
    public void RemoveMarks()
    {
        statements = [.. statements.Where(statement => statement is not IndentMark)];
        marked = false;
    }

    public override Flow Run(Scope scope)
    {
        if (marked)
            return RunMarked(scope);
        foreach (var statement in statements)
        {
            if (statement.Run(scope) is not Flow.Next and var flow)
                return flow;
        }
        return Flow.Next;
    }

    private Flow RunMarked(Scope scope)
    {
        var before = scope.Output.Indent;
        var flow = Flow.Next;
        foreach (var statement in statements)
        {
            if (statement is IndentMark mark)
                scope.Output.Indent = mark.Indent ?? before;
            else if ((flow = statement.Run(scope)) != Flow.Next)
                break;
        }
        scope.Output.Indent = before;
        return flow;
    }
}

internal sealed class If(Expression condition, Block then, Statement? otherwise) : Statement
{
    public override Flow Run(Scope scope) =>
        Value.IsTrue(condition.Evaluate(scope)) ? then.Run(scope) : otherwise?.Run(scope) ?? Flow.Next;
}

internal sealed record When(Expression[] Matches, Block Body);

internal sealed class Case(Expression value, When[] whens, Statement? otherwise) : Statement
{
    public override Flow Run(Scope scope)
    {
        var chosen = value.Evaluate(scope);
        foreach (var when in whens)
        {
            foreach (var match in when.Matches)
            {
                if (Value.AreEqual(chosen, match.Evaluate(scope)))
                    return when.Body.Run(scope);
            }
        }
        return otherwise?.Run(scope) ?? Flow.Next;
    }
}

/// <summary>Keeps what its body writes in a variable. With HTML escaping on, that is trusted: its values are escaped already.</summary>
internal sealed class Capture(Expression target, Block body, Spot spot) : Statement
{
    public override Flow Run(Scope scope)
    {
        var text = scope.Capture(body, static (inner, block) => block.Run(inner));
        Assignment.Assign(scope, target, scope.Options.EscapeHtml ? new Markup(text) : text, spot);
        return Flow.Next;
    }
}

/// <summary>break, continue and ret.</summary>
internal sealed class Jump(Flow flow) : Statement
{
    public override Flow Run(Scope scope) => flow;
}
