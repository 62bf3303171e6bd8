using MailNode.Templates.Parsing;
using MailNode.Templates.Rendering;
using MailNode.Templates.Values;

namespace MailNode.Templates.Tree;

internal sealed record LoopOptions(Expression? Offset, Expression? Limit, bool Reversed);

internal sealed class For(Expression variable, Expression list, Block body, Statement? otherwise, LoopOptions options, Spot spot) : Statement
{
    public override Flow Run(Scope scope)
    {
        if (list.Evaluate(scope) is not { } value)
            return Flow.Next;
        var elements = Value.ToList(value, scope.Options.MaxLoops, spot);
        var offset = Whole(scope, options.Offset);
        var first = (int)Math.Clamp(offset ?? 0, 0, elements.Count);
        var count = elements.Count - first;
        if (Whole(scope, options.Limit) is > 0 and var limit)
            count = (int)Math.Min(count, limit);
        return count == 0 ? otherwise?.Run(scope) ?? Flow.Next : RunAll(scope, elements, first, count);
    }

    private long? Whole(Scope scope, Expression? option) =>
        option is null ? null
        : Value.TryWhole(option.Evaluate(scope), out var whole) ? whole
        : throw spot.Fault("limit and offset are whole numbers");

    private Flow RunAll(Scope scope, IReadOnlyList<object?> elements, int first, int count)
    {
        var outer = scope.Loop;
        var before = Read(scope);
        var loop = new Loop(count);
        scope.Loop = loop;
        var flow = Flow.Next;
        for (var i = 0; i < count && flow is Flow.Next or Flow.Continue; i++)
        {
            scope.CountLoop(spot);
            var element = elements[options.Reversed ? elements.Count - 1 - i : first + i];
            loop.Step(i, element);
            Set(scope, element);
            flow = body.Run(scope);
        }
        Set(scope, before);
        scope.Loop = outer;
        return flow == Flow.Return ? flow : Flow.Next;
    }

    private object? Read(Scope scope) => variable is GlobalVariable global ? scope.Raw(global.Slot) : variable.Evaluate(scope);

    private void Set(Scope scope, object? value)
    {
        if (variable is GlobalVariable global)
            scope.SetGlobal(global.Slot, value);
        else
            scope.SetLocal(((LocalVariable)variable).Slot, value);
    }
}

internal sealed class While(Expression condition, Block body, Spot spot) : Statement
{
    public override Flow Run(Scope scope)
    {
        var outer = scope.Loop;
        var loop = new Loop(null);
        scope.Loop = loop;
        var flow = Flow.Next;
        for (var i = 0; flow is Flow.Next or Flow.Continue && Value.IsTrue(condition.Evaluate(scope)); i++)
        {
            scope.CountLoop(spot);
            loop.Step(i, null);
            flow = body.Run(scope);
        }
        scope.Loop = outer;
        return flow == Flow.Return ? flow : Flow.Next;
    }
}
