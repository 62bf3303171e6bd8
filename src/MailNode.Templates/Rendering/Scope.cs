using System.Runtime.CompilerServices;
using MailNode.Templates.Parsing;
using MailNode.Templates.Tree;
using MailNode.Templates.Values;

namespace MailNode.Templates.Rendering;

/// <summary>One rendering: its variables, its output, and what it has used up of its limits.</summary>
internal sealed class Scope(
    string name, IReadOnlyDictionary<string, object?> model, TemplateOptions options, Symbols symbols,
    Func<string, Func<string, string?>, ParsedTemplate?> parts, Output output)
{
    private static readonly object Unread = new();

    // An include is read once in a rendering, however often it is used.
    private readonly Dictionary<string, ParsedTemplate> known = new(StringComparer.Ordinal);
    private object?[] globals = Fresh(symbols.Count);
    private object?[] locals = [];
    private int loopSteps;
    private int depth;

    public TemplateOptions Options { get; } = options;

    public Output Output { get; private set; } = output;

    public Loop? Loop { get; set; }

    public object?[] Arguments { get; private set; } = [];

    /// <summary>What the template assigned, else what the model has under this name.</summary>
    public object? Global(int slot)
    {
        var value = Raw(slot);
        if (!ReferenceEquals(value, Unread))
            return value;
        return globals[slot] = model.TryGetValue(symbols.NameOf(slot), out var given) ? given : null;
    }

    /// <summary>The same without looking into the model, to put it back later.</summary>
    public object? Raw(int slot)
    {
        if (slot >= globals.Length)
            Grow();
        return globals[slot];
    }

    public void SetGlobal(int slot, object? value)
    {
        if (slot >= globals.Length)
            Grow();
        globals[slot] = value;
    }

    public object? Local(int slot) => locals[slot];

    public void SetLocal(int slot, object? value) => locals[slot] = value;

    public (object?[] Locals, object?[] Arguments) EnterLocals(int count, object?[] arguments)
    {
        var before = (locals, Arguments);
        locals = count == 0 ? [] : new object?[count];
        Arguments = arguments;
        return before;
    }

    public void LeaveLocals((object?[] Locals, object?[] Arguments) before) => (locals, Arguments) = before;

    public void CountLoop(Spot spot)
    {
        if (++loopSteps > Options.MaxLoops)
            throw spot.Fault($"the loops of this template made more than {Options.MaxLoops} steps");
    }

    public void Enter(Spot spot)
    {
        if (++depth > Options.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw spot.Fault($"includes are nested more than {Options.MaxDepth} deep: does one include itself?");
    }

    public void Leave() => depth--;

    public ParsedTemplate Part(string name, Spot spot)
    {
        if (known.TryGetValue(name, out var part))
            return part;
        var read = Options.Include ?? throw spot.Fault("nothing was given to include from");
        return known[name] = parts(name, read) ?? throw spot.Fault($"there is no template `{name}` to include");
    }

    /// <summary>Runs something and gives what it wrote instead of writing it.</summary>
    public string Capture<T>(T what, Action<Scope, T> run)
    {
        using var inner = new Output(Options.MaxOutput, name);
        var outer = Output;
        Output = inner;
        run(this, what);
        Output = outer;
        return inner.ToString();
    }

    public void Write(object? value)
    {
        switch (value)
        {
            case null:
                break;
            case Markup markup:
                Output.Write(markup.Html);
                break;
            case string text when Options.EscapeHtml:
                Output.WriteEscaped(text);
                break;
            case string text:
                Output.Write(text);
                break;
            case int number:
                Output.Write(number);
                break;
            default:
                Write(Value.ToText(value, Options.MaxDepth));
                break;
        }
    }

    // A part that is included for the first time may bring names that were not known when this rendering began.
    private void Grow()
    {
        var before = globals.Length;
        Array.Resize(ref globals, symbols.Count);
        Array.Fill(globals, Unread, before, globals.Length - before);
    }

    private static object?[] Fresh(int count)
    {
        var fresh = new object?[count];
        Array.Fill(fresh, Unread);
        return fresh;
    }
}
