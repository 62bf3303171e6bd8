using System.Reflection;
using System.Text.RegularExpressions;

namespace MailNode.Tests;

/// <summary>How this house is built, held by tests: which way references go, what things are called, how long a file may be.</summary>
public sealed partial class HouseRules
{
    private const int MaxLines = 400;

    /// <summary>The one table of the walls; docs/architecture.md is compared with it.</summary>
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["MailNode.Mime"] = [],
        ["MailNode.OpenPgp"] = [],
        ["MailNode.Templates"] = [],
        ["MailNode.Transport"] = [],
        ["MailNode.Core"] = ["MailNode.Mime", "MailNode.OpenPgp", "MailNode.Templates"],
        ["MailNode.Store"] = ["MailNode.Core", "MailNode.Mime", "MailNode.OpenPgp", "MailNode.Templates"],
        ["mailnode"] = ["MailNode.Core", "MailNode.Mime", "MailNode.OpenPgp", "MailNode.Store", "MailNode.Templates", "MailNode.Transport"],
    };

    private static readonly string[] NamesOut =
        ["Utils", "Helper", "Manager", "Service", "Handler", "Processor", "Common", "Shared", "Base", "Impl", "Wrapper", "Info", "Data", "Item", "Context", "Engine", "Misc"];

    public static TheoryData<string> Projects => [.. MayReference.Keys];

    private static string Root { get; } = FindRoot();

    [Theory, MemberData(nameof(Projects))]
    public void Dependencies_point_one_way(string project)
    {
        var referenced = Assembly.Load(project).GetReferencedAssemblies()
            .Select(name => name.Name!)
            .Where(name => name.StartsWith("MailNode", StringComparison.Ordinal));
        Assert.Empty(referenced.Except(MayReference[project]));
    }

    [Theory, MemberData(nameof(Projects))]
    public void The_architecture_page_draws_the_walls_as_they_stand(string project)
    {
        var page = File.ReadAllText(Path.Combine(Root, "docs", "architecture.md"));
        var row = Regex.Match(page, $@"^\| `{Regex.Escape(project)}` \|[^|]*\|([^|]*)\|", RegexOptions.Multiline, TimeSpan.FromSeconds(1));
        Assert.True(row.Success, $"docs/architecture.md has no row for {project}.");
        var drawn = Regex.Matches(row.Groups[1].Value, "`([^`]+)`", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(one => one.Groups[1].Value);
        Assert.Equal(MayReference[project].Order(StringComparer.Ordinal), drawn.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_is_called_what_says_nothing() =>
        Assert.Empty(
            from type in MayReference.Keys.SelectMany(project => Assembly.Load(project).GetTypes())
            where type.Namespace?.StartsWith("MailNode", StringComparison.Ordinal) == true && !type.Name.Contains('<', StringComparison.Ordinal)
            where NamesOut.Any(name => type.Name.EndsWith(name, StringComparison.Ordinal))
            where !type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute))
            select type.FullName);

    [Fact]
    public void No_file_has_two_subjects() =>
        Assert.Empty(from file in Sources()
                     let lines = File.ReadLines(file).Count()
                     where lines > MaxLines
                     select $"{Path.GetRelativePath(Root, file)}: {lines} lines");

    [Fact]
    public void No_clock_randomness_or_environment_outside_the_composition_root() =>
        Assert.Empty(from file in Sources()
                     where file.Contains($"{Path.DirectorySeparatorChar}src{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && Path.GetFileName(file) != "Program.cs"
                     from line in File.ReadLines(file)
                     where FromOutside.IsMatch(line)
                     select $"{Path.GetRelativePath(Root, file)}: {line.Trim()}");

    [Fact]
    public void No_regions_no_async_void_no_leftovers() =>
        Assert.Empty(from file in Sources()
                     where Path.GetFileName(file) != "HouseRules.cs"
                     from line in File.ReadLines(file)
                     where Leftovers.IsMatch(line)
                     select $"{Path.GetRelativePath(Root, file)}: {line.Trim()}");

    [Fact]
    public void Every_public_type_says_what_it_is_for() =>
        Assert.Empty(from file in Sources()
                     where file.Contains($"{Path.DirectorySeparatorChar}src{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                     let lines = File.ReadAllLines(file)
                     from at in Enumerable.Range(0, lines.Length)
                     where PublicType.IsMatch(lines[at]) && !IsDocumented(lines, at)
                     select $"{Path.GetRelativePath(Root, file)}: {lines[at].Trim()}");

    private static bool IsDocumented(string[] lines, int at)
    {
        while (at > 0 && lines[at - 1].StartsWith('[')) at--;
        return at > 0 && lines[at - 1].StartsWith("///", StringComparison.Ordinal);
    }

    private static IEnumerable<string> Sources() =>
        from folder in (string[])["src", "tests"]
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        select file;

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "MailNode.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"TimeProvider\.System|Environment\.GetEnvironmentVariable|DateTime(Offset)?\.(UtcNow|Now)|new Random\(|Guid\.NewGuid")]
    private static partial Regex FromOutside { get; }

    [GeneratedRegex(@"^\s*#region|async void|TODO|FIXME|HACK|NotImplementedException")]
    private static partial Regex Leftovers { get; }

    [GeneratedRegex(@"^public (sealed |static |abstract |readonly |partial |ref )*(class|record|struct|interface|enum) ")]
    private static partial Regex PublicType { get; }
}
