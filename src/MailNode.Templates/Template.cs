using System.Collections.Concurrent;
using MailNode.Templates.Parsing;
using MailNode.Templates.Rendering;
using MailNode.Templates.Tree;

namespace MailNode.Templates;

/// <summary>
/// A parsed template in the part of the Scriban language that our templates use. It is a tree made once; it keeps nothing of a
/// rendering and may be rendered by several threads at once.
/// </summary>
public sealed class Template
{
    private readonly Symbols symbols;
    private readonly ConcurrentDictionary<string, (string Text, ParsedTemplate Part)> parts = new(StringComparer.Ordinal);
    private readonly ParsedTemplate body;

    private Template(string text, string name)
    {
        symbols = new Symbols();
        body = StatementParser.Parse(new Source(name, text), symbols);
        Name = name;
    }

    public string Name { get; }

    /// <exception cref="TemplateException">The text is not a template that we understand.</exception>
    public static Template Parse(string text, string name) => new(text, name);

    /// <summary>Writes the template with the values of a model: string, bool, int, long, double, DateTimeOffset, dictionaries and lists of these, Markup, null.</summary>
    /// <exception cref="TemplateException">The template asked for something that is not there, or for more than the options allow.</exception>
    public string Render(IReadOnlyDictionary<string, object?> model, TemplateOptions? options = null)
    {
        options ??= new TemplateOptions();
        using var output = new Output(options.MaxOutput, Name);
        var scope = new Scope(Name, model, options, symbols, Part, output);
        body.Run(scope, [], []);
        return output.ToString();
    }

    // An included part shares the names of the including template, so that both find a variable at the same place.
    private ParsedTemplate? Part(string name, Func<string, string?> read)
    {
        if (read(name) is not { } text)
            return null;
        if (parts.TryGetValue(name, out var known) && known.Text == text)
            return known.Part;
        var part = StatementParser.Parse(new Source(name, text), symbols);
        parts[name] = (text, part);
        return part;
    }
}
