using MailNode.Templates.Rendering;

namespace MailNode.Templates.Tree;

/// <summary>The tree of one template or included part, and the names of its own variables.</summary>
internal sealed class ParsedTemplate(Block body, Symbols locals)
{
    public void Run(Scope scope, object?[] arguments, ReadOnlySpan<(string Name, object? Value)> given)
    {
        var before = scope.EnterLocals(locals.Count, arguments);
        foreach (var (name, value) in given)
        {
            if (locals.TryFind(name, out var slot))
                scope.SetLocal(slot, value);
        }
        body.Run(scope);
        scope.LeaveLocals(before);
    }
}
