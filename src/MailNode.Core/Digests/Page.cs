using MailNode.Templates;

namespace MailNode.Core.Digests;

/// <summary>The pair of templates that one kind of page has: HTML, and the same in plain text.</summary>
public sealed record Page(Template Html, Template Text)
{
    private static readonly TemplateOptions Escaped = new() { EscapeHtml = true };

    public (string Html, string Text) Render(IReadOnlyDictionary<string, object?> model) =>
        (Html.Render(model, Escaped), Text.Render(model));
}
