namespace MailNode.Templates;

/// <summary>Says where a template is wrong, or could not be rendered, and what to write instead.</summary>
public sealed class TemplateException(string template, int line, int column, string reason)
    : Exception($"{template}({line},{column}): {reason}")
{
    /// <summary>The name that was given to <see cref="MailNode.Templates.Template.Parse"/>, or the name of the included part.</summary>
    public string Template { get; } = template;

    /// <summary>Counted from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Counted from 1, in UTF-16 units.</summary>
    public int Column { get; } = column;

    /// <summary>The message without the place.</summary>
    public string Reason { get; } = reason;
}
