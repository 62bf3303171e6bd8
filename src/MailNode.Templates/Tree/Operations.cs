using MailNode.Templates.Parsing;
using MailNode.Templates.Rendering;
using MailNode.Templates.Values;

namespace MailNode.Templates.Tree;

internal sealed record Not(Expression Operand) : Expression
{
    public override object Evaluate(Scope scope) => Value.Boxed(!Value.IsTrue(Operand.Evaluate(scope)));
}

internal sealed record Negation(Expression Operand, Spot Spot) : Expression
{
    public override object? Evaluate(Scope scope) => Operand.Evaluate(scope) is { } value ? Arithmetic.Negate(value, Spot) : null;
}

internal sealed record And(Expression Left, Expression Right) : Expression
{
    public override object Evaluate(Scope scope) => Value.Boxed(Value.IsTrue(Left.Evaluate(scope)) && Value.IsTrue(Right.Evaluate(scope)));
}

internal sealed record Or(Expression Left, Expression Right) : Expression
{
    public override object Evaluate(Scope scope) => Value.Boxed(Value.IsTrue(Left.Evaluate(scope)) || Value.IsTrue(Right.Evaluate(scope)));
}

internal sealed record Coalesce(Expression Left, Expression Right) : Expression
{
    public override object? Evaluate(Scope scope) => Left.Evaluate(scope) ?? Right.Evaluate(scope);
}

internal sealed record WhenPresent(Expression Left, Expression Right) : Expression
{
    public override object? Evaluate(Scope scope) => Left.Evaluate(scope) is null ? null : Right.Evaluate(scope);
}

internal sealed record Conditional(Expression Condition, Expression Then, Expression Otherwise) : Expression
{
    public override object? Evaluate(Scope scope) => Chosen(scope).Evaluate(scope);

    public override void Write(Scope scope) => Chosen(scope).Write(scope);

    private Expression Chosen(Scope scope) => Value.IsTrue(Condition.Evaluate(scope)) ? Then : Otherwise;
}

internal sealed record Equality(Expression Left, Expression Right, bool Wanted) : Expression
{
    public override object Evaluate(Scope scope) => Value.Boxed(Value.AreEqual(Left.Evaluate(scope), Right.Evaluate(scope)) == Wanted);
}

internal sealed record Ordering(Expression Left, Expression Right, Spot Spot, Func<int, bool> Accepts) : Expression
{
    public override object Evaluate(Scope scope)
    {
        var left = Left.Evaluate(scope);
        var right = Right.Evaluate(scope);
        if (left is null || right is null)
            return Value.Boxed(false);
        return Value.Boxed(Value.TryCompare(left, right, out var order)
            ? Accepts(order)
            : throw Spot.Fault($"{Value.KindOf(left)} and {Value.KindOf(right)} have no order"));
    }
}

internal sealed record Calculation(Arithmetic.Operator Operator, Expression Left, Expression Right, Spot Spot) : Expression
{
    public override object? Evaluate(Scope scope) => Operator(Left.Evaluate(scope), Right.Evaluate(scope), new Arithmetic.Limits(Spot, scope.Options.MaxOutput));
}

internal sealed record Span(Expression Left, Expression Right, Spot Spot, bool Exclusive) : Expression
{
    public override object Evaluate(Scope scope)
    {
        var first = Value.TryWhole(Left.Evaluate(scope), out var from) ? from : throw Spot.Fault("a range starts with a whole number");
        var last = Value.TryWhole(Right.Evaluate(scope), out var to) ? to : throw Spot.Fault("a range ends with a whole number");
        return new WholeRange(first, Exclusive ? last - 1 : last);
    }
}
