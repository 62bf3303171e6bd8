using MailNode.Templates.Parsing;
using MailNode.Templates.Rendering;
using MailNode.Templates.Values;

namespace MailNode.Templates.Tree;

internal sealed record Literal(object? Constant) : Expression
{
    public override object? Evaluate(Scope scope) => Constant;
}

/// <summary>An expression in round brackets: it cannot be assigned to.</summary>
internal sealed record Bracketed(Expression Inner) : Expression
{
    public override object? Evaluate(Scope scope) => Inner.Evaluate(scope);
}

/// <summary>A name of the model, or one that the template assigned.</summary>
internal sealed record GlobalVariable(string Name, int Slot) : Expression
{
    public override object? Evaluate(Scope scope) => scope.Global(Slot);
}

/// <summary>A name with $: it lives in one template or included part.</summary>
internal sealed record LocalVariable(string Name, int Slot) : Expression
{
    public override object? Evaluate(Scope scope) => scope.Local(Slot);
}

/// <summary>What an include was given: $0 is its name, $1 the first argument.</summary>
internal sealed record Argument(int Number) : Expression
{
    public override object? Evaluate(Scope scope) => Number < scope.Arguments.Length ? scope.Arguments[Number] : null;
}

internal sealed record Arguments : Expression
{
    public override object Evaluate(Scope scope) => scope.Arguments;
}

internal sealed record Member(Expression Target, string Name, bool Lenient, Spot Spot) : Expression
{
    public override object? Evaluate(Scope scope)
    {
        var target = Target.Evaluate(scope);
        // Most models are plain dictionaries; asking for the class first spares the slower call through the interface.
        if (target is Dictionary<string, object?> plain)
            return plain.TryGetValue(Name, out var found) ? found : null;
        if (target is IReadOnlyDictionary<string, object?> members)
            return members.TryGetValue(Name, out var value) ? value : null;
        if (target is not null)
            return Members.Of(target, Name);
        return Lenient ? null : throw Spot.Fault($"what should have `{Name}` is null: write `?.{Name}` if that may be");
    }
}

internal sealed record Index(Expression Target, Expression Key, Spot Spot) : Expression
{
    public override object? Evaluate(Scope scope)
    {
        var target = Target.Evaluate(scope) ?? throw Spot.Fault("what is indexed is null: check it first");
        var key = Key.Evaluate(scope) ?? throw Spot.Fault("the index is null: check it first");
        if (target is IReadOnlyDictionary<string, object?> members)
            return members.GetValueOrDefault(Value.ToText(key, scope.Options.MaxDepth));
        if (target is string or bool or int or long or double || !Value.TryWhole(key, out var position))
            throw Spot.Fault($"{Value.KindOf(target)} cannot be indexed by {Value.KindOf(key)}");
        return Value.ElementAt(Value.ToList(target, scope.Options.MaxLoops, Spot), position);
    }
}

internal sealed record IsEmpty(Expression Target) : Expression
{
    public override object? Evaluate(Scope scope) => Value.IsEmpty(Target.Evaluate(scope)) is { } empty ? Value.Boxed(empty) : null;
}

internal sealed record LoopMember(Func<Loop, object?> Read, Spot Spot) : Expression
{
    public override object? Evaluate(Scope scope) => Read(scope.Loop ?? throw Spot.Fault("this is known inside a loop only"));
}

internal sealed record ListLiteral(Expression[] Elements) : Expression
{
    public override object Evaluate(Scope scope)
    {
        var list = new List<object?>(Elements.Length);
        foreach (var element in Elements)
            list.Add(element.Evaluate(scope));
        return list;
    }
}

internal sealed record ObjectLiteral((string Name, Expression Value)[] Pairs) : Expression
{
    public override object Evaluate(Scope scope)
    {
        var made = new MadeObject(Pairs.Length);
        foreach (var (name, value) in Pairs)
            made[name] = value.Evaluate(scope);
        return made;
    }
}
