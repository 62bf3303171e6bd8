namespace MailNode.Templates.Parsing;

/// <summary>The text of a template and its name, to say where something is wrong.</summary>
internal sealed class Source(string name, string text)
{
    public string Name { get; } = name;

    public string Text { get; } = text;

    public TemplateException Fault(int offset, string reason)
    {
        var before = Text.AsSpan(0, Math.Clamp(offset, 0, Text.Length));
        var line = before.Count('\n') + 1;
        return new TemplateException(Name, line, before.Length - before.LastIndexOf('\n'), reason);
    }
}

/// <summary>A place in a template.</summary>
internal readonly record struct Spot(Source Source, int Offset)
{
    public TemplateException Fault(string reason) => Source.Fault(Offset, reason);
}
