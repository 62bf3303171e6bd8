using System.Runtime.CompilerServices;
using MailNode.Templates;

namespace MailNode.Tests.Templates;

/// <summary>The templates that we ship, rendered as the program does: HTML escaped, text not.</summary>
internal static class TemplateFiles
{
    public static string Render(string name, IReadOnlyDictionary<string, object?> model) =>
        Template.Parse(Read(name)!, name).Render(model, new TemplateOptions { EscapeHtml = name.EndsWith(".html", StringComparison.Ordinal), Include = Read });

    public static string? Read(string name)
    {
        var path = Path.Combine(Repository(), "templates", name);
        return File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : null;
    }

    public static IEnumerable<string> Names() => Directory.EnumerateFiles(Path.Combine(Repository(), "templates")).Select(path => Path.GetFileName(path)!);

    /// <summary>Compares with a file beside this one; UPDATE_GOLDEN=1 writes it anew.</summary>
    public static void CheckGolden(string name, string actual)
    {
        var path = Path.Combine(Repository(), "tests", "MailNode.Tests", "Templates", "Golden", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual.ReplaceLineEndings("\n"));
    }

    private static string Repository([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
