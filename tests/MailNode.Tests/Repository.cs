namespace MailNode.Tests;

/// <summary>The folder of the sources, for tests that hold pages and samples.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "MailNode.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
