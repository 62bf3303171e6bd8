namespace MailNode.Tests.Mime;

/// <summary>docs/mime.md, whose lists of disagreements are what the tests expect.</summary>
internal static class MimePage
{
    private static readonly Lazy<string[]> Lines = new(() => File.ReadAllLines(Path.Combine(Repository.Root, "docs", "mime.md")));

    public static string Text => string.Join('\n', Lines.Value);

    /// <summary>Mails that Python's email package reads otherwise.</summary>
    public static IEnumerable<string> PythonDisagreements() => Rows("| mail | right |").SelectMany(row => Names(row[0]));

    /// <summary>Rows of a table of header cases, counted from 0, in which the other parser says otherwise.</summary>
    public static IEnumerable<int> HeaderDisagreements(string table) =>
        from row in Rows("| table | rows | right |")
        where Names(row[0]).Contains(table)
        from number in row[1].Split(',', StringSplitOptions.TrimEntries)
        select int.Parse(number, System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<string[]> Rows(string head)
    {
        var start = Array.FindIndex(Lines.Value, line => line.StartsWith(head, StringComparison.Ordinal));
        Assert.True(start >= 0, $"docs/mime.md has no table {head}");
        return Lines.Value.Skip(start + 2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));
    }

    private static IEnumerable<string> Names(string cell) => cell.Split(',', StringSplitOptions.TrimEntries).Select(name => name.Trim('`'));
}
