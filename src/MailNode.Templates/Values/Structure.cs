using System.Text;

namespace MailNode.Templates.Values;

/// <summary>Writes lists and objects the way Scriban shows them: strings inside are quoted.</summary>
internal static class Structure
{
    public static string ToText(object value, int depth)
    {
        var text = new StringBuilder();
        Append(text, value, depth);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value, int depth)
    {
        if (depth <= 0)
            text.Append('…');
        else if (value is IReadOnlyDictionary<string, object?> members)
            AppendAll(text, '{', members, '}', member => AppendMember(text, member, depth - 1));
        else if (value is IEnumerable<object?> list)
            AppendAll(text, '[', list, ']', element => AppendElement(text, element, depth - 1));
        else
            throw new ArgumentException($"A model holds {Value.KindOf(value)} and cannot be written.");
    }

    private static void AppendAll<T>(StringBuilder text, char open, IEnumerable<T> all, char close, Action<T> append)
    {
        text.Append(open);
        var first = true;
        foreach (var one in all)
        {
            if (!first)
                text.Append(", ");
            first = false;
            append(one);
        }
        text.Append(close);
    }

    private static void AppendMember(StringBuilder text, KeyValuePair<string, object?> member, int depth)
    {
        text.Append(member.Key).Append(": ");
        AppendElement(text, member.Value, depth);
    }

    private static void AppendElement(StringBuilder text, object? element, int depth)
    {
        if (element is null)
            text.Append("null");
        else if (element is string quoted)
            text.Append('"').Append(quoted).Append('"');
        else if (element is IEnumerable<object?> or IReadOnlyDictionary<string, object?>)
            Append(text, element, depth);
        else
            text.Append(Value.ToText(element, 0));
    }
}
