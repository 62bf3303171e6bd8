using System.Diagnostics;

namespace MailNode.Tests.People;

/// <summary>A GnuPG with a key ring of its own, which ends with it.</summary>
internal sealed class GnuPg : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("mn-gpg-");

    private GnuPg() { }

    /// <summary>Skips the test where gpg is not installed.</summary>
    public static GnuPg Open()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!path.Any(folder => File.Exists(Path.Combine(folder, "gpg")))) Assert.Skip("GnuPG (gpg) is not installed.");
        return new GnuPg();
    }

    /// <summary>What it wrote, and its machine-readable remarks (doc/DETAILS); it has to succeed.</summary>
    public async Task<(byte[] Output, string Status)> RunAsync(byte[] input, params string[] arguments)
    {
        var (code, output, status) = await RunAsync("gpg", input, ["--homedir", home.FullName, "--batch", "--status-fd", "2", "--trust-model", "always", .. arguments]);
        Assert.True(code == 0, $"gpg {string.Join(' ', arguments)} ended with {code}:\n{status}");
        return (output, status);
    }

    private static async Task<(int Code, byte[] Output, string Errors)> RunAsync(string program, byte[] input, params string[] arguments)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        var read = process.StandardOutput.BaseStream.CopyToAsync(output, limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.StandardInput.BaseStream.WriteAsync(input, limit.Token);
        process.StandardInput.Close();
        await read;
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, output.ToArray(), await errors);
    }

    /// <summary>Ends the agent of this key ring, and no other.</summary>
    public async ValueTask DisposeAsync()
    {
        await RunAsync("gpgconf", [], "--homedir", home.FullName, "--kill", "all");
        home.Delete(recursive: true);
    }
}
