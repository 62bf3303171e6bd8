namespace MailNode.Templates;

/// <summary>How a template is rendered, and how much it may do before it is stopped.</summary>
public sealed record TemplateOptions
{
    /// <summary>
    /// Whether values written by <c>{{ }}</c> are HTML-escaped. A <see cref="Markup"/>, what a template pipes to <c>raw</c>, what
    /// it captured, and what it included are written as they are. The real Scriban does the same when its TemplateContext overrides
    /// Write to escape all but a raw value; its own default is no escaping.
    /// </summary>
    public bool EscapeHtml { get; init; }

    /// <summary>Gives the text of the template that <c>include 'name'</c> asks for, or null if there is none.</summary>
    public Func<string, string?>? Include { get; init; }

    /// <summary>Steps of all loops of one rendering together.</summary>
    public int MaxLoops { get; init; } = 200_000;

    /// <summary>Characters that one rendering, or one string made on the way, may have.</summary>
    public int MaxOutput { get; init; } = 16 * 1024 * 1024;

    /// <summary>Includes within includes, and lists within lists when a list is written.</summary>
    public int MaxDepth { get; init; } = 32;
}
