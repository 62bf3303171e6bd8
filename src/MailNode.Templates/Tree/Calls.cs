using MailNode.Templates.Functions;
using MailNode.Templates.Parsing;
using MailNode.Templates.Rendering;
using MailNode.Templates.Values;

namespace MailNode.Templates.Tree;

/// <summary>A call of a function of the library.</summary>
internal sealed record Call(Function Function, Expression[] Arguments, Spot Spot) : Expression
{
    public override object? Evaluate(Scope scope)
    {
        var values = new object?[Arguments.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = Arguments[i].Evaluate(scope);
        return Function.Body(new Given(values, Spot, scope.Options));
    }
}

/// <summary>Renders another template in place; named arguments become its locals.</summary>
internal sealed record Include(Expression[] Arguments, (string Name, Expression Value)[] Named, Spot Spot) : Expression
{
    public override object Evaluate(Scope scope)
    {
        var text = scope.Capture(this, static (inner, include) => include.WriteTo(inner));
        return scope.Options.EscapeHtml ? new Markup(text) : text;
    }

    public override void Write(Scope scope)
    {
        // An indented include is written line by line, so it is needed as a whole first.
        if (scope.Output.Indent.Length > 0)
            scope.Write(Evaluate(scope));
        else
            WriteTo(scope);
    }

    private void WriteTo(Scope scope)
    {
        var given = new object?[Arguments.Length];
        for (var i = 0; i < given.Length; i++)
            given[i] = Arguments[i].Evaluate(scope);
        var name = Value.ToText(given[0], scope.Options.MaxDepth);
        var part = scope.Part(name, Spot);
        var locals = Named.Length == 0 ? [] : new (string, object?)[Named.Length];
        for (var i = 0; i < locals.Length; i++)
            locals[i] = (Named[i].Name, Named[i].Value.Evaluate(scope));
        scope.Enter(Spot);
        part.Run(scope, given, locals);
        scope.Leave();
    }
}
