using MailNode.Templates;

namespace MailNode.Core.Digests;

/// <summary>The pair of templates that one kind of page has: HTML, and the same in plain text.</summary>
/// <param name="Include">The text of a template that these include, by its name; null when there is none.</param>
public sealed record Page(Template Html, Template Text, Func<string, string?> Include)
{
    public (string Html, string Text) Render(IReadOnlyDictionary<string, object?> model) => (
        Html.Render(model, new TemplateOptions { EscapeHtml = true, Include = Include }),
        Text.Render(model, new TemplateOptions { Include = Include }));
}
