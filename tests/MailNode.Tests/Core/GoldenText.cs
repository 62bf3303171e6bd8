using System.Runtime.CompilerServices;

namespace MailNode.Tests.Core;

/// <summary>Compares with a file under Golden; UPDATE_GOLDEN=1 writes it anew, and the difference is looked at.</summary>
internal static class GoldenText
{
    public static void Check(string name, string actual, [CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here)!;
        while (Path.GetFileName(folder) is not "Core") folder = Path.GetDirectoryName(folder)!;
        var path = Path.Combine(folder, "Golden", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual.ReplaceLineEndings("\n"));
    }
}
