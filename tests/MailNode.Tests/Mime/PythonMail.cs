using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace MailNode.Tests.Mime;

/// <summary>Python's email package, which reads the same mails; the test is skipped, visibly, where there is no python3.</summary>
internal static class PythonMail
{
    /// <summary>The samples that Python's own tests use; nothing where they are not installed.</summary>
    public static async Task<IReadOnlyList<string>> OwnSamplesAsync(CancellationToken cancellation)
    {
        var lines = await RunAsync(["-c", "import os, test.test_email as t; print(os.path.join(os.path.dirname(t.__file__), 'data'))"], "", mustSucceed: false, cancellation);
        return lines is [var folder, ..] && Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal)] : [];
    }

    public static async Task<string> VersionAsync(CancellationToken cancellation) => (await RunAsync(["--version"], "", mustSucceed: true, cancellation))[0];

    /// <summary>What a script beside this file prints for each of these lines.</summary>
    public static async Task<IReadOnlyList<JsonElement>> AskAsync(string script, IEnumerable<string> input, CancellationToken cancellation, params string[] options)
    {
        var path = Path.Combine(Repository.Root, "tests", "MailNode.Tests", "Mime", "Python", script);
        var lines = await RunAsync([path, .. options], string.Join('\n', input) + "\n", mustSucceed: true, cancellation);
        return [.. lines.Select(line => JsonDocument.Parse(line).RootElement.Clone())];
    }

    private static async Task<string[]> RunAsync(string[] arguments, string input, bool mustSucceed, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("python3", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONUTF8"] = "1";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellation);
        Assert.True(process.ExitCode == 0 || !mustSucceed, await errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            if (Process.Start(start) is { } process)
                return process;
        }
        catch (Win32Exception)
        {
            // Not installed: skipped below.
        }

        Assert.Skip("python3 is not installed.");
        return null!;
    }
}
