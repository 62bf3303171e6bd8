using MailNode.Templates.Rendering;

namespace MailNode.Templates.Tree;

/// <summary>Something in a template that has a value.</summary>
internal abstract record Expression
{
    public abstract object? Evaluate(Scope scope);

    /// <summary>Writes the value to the output; what can write itself piece by piece does so.</summary>
    public virtual void Write(Scope scope) => scope.Write(Evaluate(scope));
}
