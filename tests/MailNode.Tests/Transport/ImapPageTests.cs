using System.Reflection;
using System.Text.RegularExpressions;

namespace MailNode.Tests.Transport;

/// <summary>docs/imap.md, and the comments on workarounds, name tests: they are there.</summary>
public sealed partial class ImapPageTests
{
    private static readonly HashSet<string> Tests =
    [
        .. typeof(ImapPageTests).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .Where(method => method.GetCustomAttributes().Any(attribute => attribute is FactAttribute)).Select(method => method.Name),
    ];

    [Fact]
    public void Every_test_that_the_page_names_exists()
    {
        var named = Quoted.Matches(File.ReadAllText(Path.Combine(Root, "docs", "imap.md"))).Select(match => match.Groups[1].Value).ToList();
        Assert.True(named.Count > 40, $"{named.Count} tests are named");
        Assert.Empty(named.Except(Tests));
    }

    [Fact]
    public void Every_oddity_has_a_test()
    {
        var page = File.ReadAllText(Path.Combine(Root, "docs", "imap.md"));
        var rows = page[page.IndexOf("## Oddities", StringComparison.Ordinal)..page.IndexOf("## Limits", StringComparison.Ordinal)]
            .Split('\n').Where(line => line.StartsWith('|')).Skip(2);
        Assert.All(rows, row => Assert.Matches(Quoted, row));
    }

    [Fact]
    public void Every_test_that_a_workaround_names_exists()
    {
        var named = Directory.EnumerateFiles(Path.Combine(Root, "src", "MailNode.Transport"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines).Where(line => line.Contains("// Quirk:", StringComparison.Ordinal))
            .SelectMany(line => InBrackets.Matches(line)).Select(match => match.Groups[1].Value).ToList();
        Assert.True(named.Count > 8, $"{named.Count} tests are named");
        Assert.Empty(named.Except(Tests));
    }

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "MailNode.sln")))
                folder = folder.Parent!;
            return folder.FullName;
        }
    }

    [GeneratedRegex("`([A-Z][a-z0-9]*(?:_[A-Za-z0-9]+){2,})`")]
    private static partial Regex Quoted { get; }

    [GeneratedRegex(@"\(([A-Z][a-z0-9]*(?:_[A-Za-z0-9]+){2,})\)")]
    private static partial Regex InBrackets { get; }
}
