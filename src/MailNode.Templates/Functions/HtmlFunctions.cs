using System.Net;

namespace MailNode.Templates.Functions;

/// <summary>The functions of <c>html</c>, and <c>raw</c>.</summary>
internal static class HtmlFunctions
{
    public static IEnumerable<Function> All { get; } =
    [
        // Where values are escaped anyway, what was escaped by hand is not escaped again.
        new("html.escape", 1, 1, given => given.Options.EscapeHtml ? new Markup(Escaped(given)) : Escaped(given)),
        new("html.url_encode", 1, 1, given => Uri.EscapeDataString(given.Text(0) ?? "")),
        new("html.newline_to_br", 1, 1, given => given.Options.EscapeHtml ? new Markup(Breaks(EscapedUnlessMarkup(given))) : Breaks(given.Text(0) ?? "")),
        new("raw", 1, 1, given => given[0] is null ? null : new Markup(given.Text(0)!)),
    ];

    private static string Escaped(Given given) => WebUtility.HtmlEncode(given.Text(0) ?? "");

    private static string EscapedUnlessMarkup(Given given) => given[0] is Markup markup ? markup.Html : Escaped(given);

    private static string Breaks(string text) => text
        .Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", "<br />\n", StringComparison.Ordinal);
}
