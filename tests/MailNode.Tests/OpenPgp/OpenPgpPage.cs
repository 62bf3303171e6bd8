using System.Globalization;

namespace MailNode.Tests.OpenPgp;

/// <summary>docs/openpgp.md, whose lists of files are what the tests expect.</summary>
internal static class OpenPgpPage
{
    private static readonly Lazy<string[]> Lines = new(() => File.ReadAllLines(Path.Combine(Repository.Root, "docs", "openpgp.md")));

    /// <summary>Folder, how many files it has, and how many of them agree.</summary>
    public static IEnumerable<(string Folder, int Files, int Agree)> Counts() =>
        Rows("| folder | files | agree |").Select(row => (row[0].Trim('`'), Number(row[1]), Number(row[2])));

    /// <summary>Files of which something else comes here than their makers say: what they say, what comes here, and why.</summary>
    public static IEnumerable<(string File, string Theirs, string Ours, string Why)> Disagreements() =>
        from row in Rows("| files | theirs | ours | why |")
        from file in row[0].Split(',', StringSplitOptions.TrimEntries)
        select (file.Trim('`'), row[1], row[2], row[3]);

    private static IEnumerable<string[]> Rows(string head)
    {
        var start = Array.FindIndex(Lines.Value, line => line.StartsWith(head, StringComparison.Ordinal));
        Assert.True(start >= 0, $"docs/openpgp.md has no table {head}");
        return Lines.Value.Skip(start + 2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));
    }

    private static int Number(string cell) => int.Parse(cell, CultureInfo.InvariantCulture);
}
