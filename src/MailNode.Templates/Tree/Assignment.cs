using MailNode.Templates.Parsing;
using MailNode.Templates.Rendering;
using MailNode.Templates.Values;

namespace MailNode.Templates.Tree;

/// <summary>Gives a variable a value, or a member of an object or list that the template made itself.</summary>
internal sealed class Assignment(Expression target, Expression value, Spot spot) : Statement
{
    /// <summary>Whether the symbol assigns; with what it calculates first, null for a plain "=".</summary>
    public static bool TryOperator(string symbol, out Arithmetic.Operator? operation)
    {
        operation = null;
        return symbol == "=" || (symbol is "+=" or "-=" or "*=" or "/=" or "//=" or "%=" && Arithmetic.Operators.TryGetValue(symbol[..^1], out operation));
    }

    public override Flow Run(Scope scope)
    {
        Assign(scope, target, value.Evaluate(scope), spot);
        return Flow.Next;
    }

    public static void Assign(Scope scope, Expression target, object? value, Spot spot)
    {
        switch (target)
        {
            case GlobalVariable global:
                scope.SetGlobal(global.Slot, value);
                break;
            case LocalVariable local:
                scope.SetLocal(local.Slot, value);
                break;
            case Member member:
                AssignMember(member.Target.Evaluate(scope), member.Name, value, spot);
                break;
            case Index index:
                AssignElement(scope, index, value, spot);
                break;
        }
    }

    private static void AssignElement(Scope scope, Index index, object? value, Spot spot)
    {
        var key = index.Key.Evaluate(scope);
        if (index.Target.Evaluate(scope) is not List<object?> list)
            AssignMember(index.Target.Evaluate(scope), Value.ToText(key, scope.Options.MaxDepth), value, spot);
        else if (!Value.TryWhole(key, out var position) || position >= scope.Options.MaxLoops)
            throw spot.Fault("the index of a list is a whole number");
        else
            Put(list, position < 0 ? list.Count + (int)position : (int)position, value);
    }

    private static void Put(List<object?> list, int position, object? value)
    {
        while (list.Count <= position)
            list.Add(null);
        if (position >= 0)
            list[position] = value;
    }

    // What came with the model belongs to the caller.
    private static void AssignMember(object? target, string name, object? value, Spot spot)
    {
        if (target is not MadeObject made)
            throw spot.Fault("only an object that the template made with {} can be changed");
        made[name] = value;
    }
}
