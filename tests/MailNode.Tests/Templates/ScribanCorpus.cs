using MailNode.Templates;

namespace MailNode.Tests.Templates;

/// <summary>Scriban's own test files: what we read must come out as it does there, and what is refused there is refused here, on the same line.</summary>
public sealed class ScribanCorpus
{
    private const int Files = 137;
    private const int Covered = 91;

    /// <summary>The groups that no template of ours needs; each says so when it is read.</summary>
    private static readonly Dictionary<string, string[]> LeftOut = new()
    {
        ["functions written in a template: func, ret with a value, do, wrap, @alias, ^expand"] =
        [
            "300-functions/300", "300-functions/301", "300-functions/302", "300-functions/303", "300-functions/304", "300-functions/305-func-error1",
            "300-functions/305-func-error2", "300-functions/310", "300-functions/32", "300-functions/33", "100-expressions/130-indexer-accessor-accept1",
            "200-statements/210-for-statement5", "200-statements/280-ret-statement2",
        ],
        ["scopes: with, import, readonly, this"] =
        [
            "100-expressions/105-assign-readonly-error1", "100-expressions/105-assign-readonly-no-error2", "100-expressions/130-indexer-accessor-error3",
            "100-expressions/131-member-accessor-error3", "100-expressions/180", "200-statements/24", "200-statements/25",
        ],
        ["words as variables: (if) = 5"] = ["100-expressions/108-variable-error1"],
        ["++ and --"] = ["100-expressions/114"],
        ["the operators of Scriban's scientific mode"] = ["100-expressions/121"],
        ["lists that are pushed to (<< and >>) or have members"] = ["100-expressions/160", "100-expressions/170"],
        ["functions of the host"] = ["100-expressions/190"],
        ["tablerow"] = ["200-statements/290"],
    };

    [Fact]
    public void Scribans_own_files_come_out_as_in_Scriban()
    {
        var folder = Folder();
        var all = Directory.EnumerateFiles(folder, "*.txt", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Where(name => !name.EndsWith(".out.txt", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var covered = all.Where(name => !IsLeftOut(name)).ToList();

        var different = covered.Select(name => (name, found: Rendered(Path.Combine(folder, name)), wanted: Expected(Path.Combine(folder, name))))
            .Where(file => file.found != file.wanted).Select(file => $"{file.name}\n  found  {file.found}\n  wanted {file.wanted}");

        Assert.Empty(different);
        Assert.Equal((Files, Covered), (all.Count, covered.Count));
    }

    [Fact]
    public void What_is_left_out_is_refused_and_never_rendered_wrongly()
    {
        var folder = Folder();
        var rendered = Directory.EnumerateFiles(folder, "*.txt", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".out.txt", StringComparison.Ordinal) && IsLeftOut(Path.GetRelativePath(folder, path).Replace('\\', '/')))
            .Where(path => !Rendered(path).StartsWith("refused", StringComparison.Ordinal) && Rendered(path) != Expected(path));

        Assert.Empty(rendered);
    }

    private static string Folder()
    {
        var root = Environment.GetEnvironmentVariable("MAILNODE_CORPORA");
        if (root is null)
            Assert.Skip("MAILNODE_CORPORA is not set, so Scriban's own test files are not at hand");
        return Path.Combine(root, "templates", "scriban");
    }

    private static bool IsLeftOut(string name) => LeftOut.Values.SelectMany(starts => starts).Any(start => name.StartsWith(start, StringComparison.Ordinal));

    // The wording of a refusal is ours; its line is Scriban's.
    private static string Expected(string path)
    {
        var expected = Normal(File.ReadAllText(Path.ChangeExtension(path, ".out.txt")));
        return expected.StartsWith("text(", StringComparison.Ordinal) ? $"refused in line {expected[5..expected.IndexOf(',')]}" : expected;
    }

    private static string Rendered(string path)
    {
        try
        {
            return Normal(Template.Parse(Normal(File.ReadAllText(path)), "text").Render(new Dictionary<string, object?>(), new TemplateOptions { MaxLoops = 1000 }));
        }
        catch (TemplateException refusal)
        {
            return $"refused in line {refusal.Line}";
        }
    }

    private static string Normal(string text) => text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
}
