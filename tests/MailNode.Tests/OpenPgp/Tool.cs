using System.Diagnostics;

namespace MailNode.Tests.OpenPgp;

/// <summary>Another OpenPGP program, run with its own temporary home.</summary>
internal sealed class Tool : IAsyncDisposable
{
    private readonly string program;
    private readonly string home = Directory.CreateTempSubdirectory("mailnode-pgp-").FullName;

    private Tool(string program) => this.program = program;

    /// <summary>Skips the test, visibly, where the program is not installed.</summary>
    public static Tool OrSkip(string program)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        if (!path.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))))
            Assert.Skip($"{program} is not installed.");
        return new Tool(program);
    }

    /// <summary>One that is in no folder where programs are looked for; the caller has seen that it is there.</summary>
    public static Tool At(string path) => new(path);

    public string PathOf(string name) => Path.Combine(home, name);

    public async Task<string> SaveAsync(string name, byte[] content)
    {
        await File.WriteAllBytesAsync(PathOf(name), content);
        return PathOf(name);
    }

    public Task<ToolRun> GpgAsync(byte[] input, params string[] arguments) =>
        RunAsync(input, ["--batch", "--no-tty", "--status-fd", "2", "--trust-model", "always", "--pinentry-mode", "loopback", .. arguments]);

    public async Task<ToolRun> RunAsync(byte[] input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["GNUPGHOME"] = home, ["LC_ALL"] = "C" },
        };
        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await reading;
        var text = await errors;
        await process.WaitForExitAsync();
        return new ToolRun(process.ExitCode, output.ToArray(), text);
    }

    public async ValueTask DisposeAsync()
    {
        if (program == "gpg")
        {
            var start = new ProcessStartInfo("gpgconf", ["--kill", "all"]) { Environment = { ["GNUPGHOME"] = home } };
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync();
        }
        Directory.Delete(home, recursive: true);
    }
}

/// <summary>What a program answered.</summary>
internal sealed record ToolRun(int ExitCode, byte[] Output, string Errors)
{
    public byte[] Succeeded()
    {
        Assert.True(ExitCode == 0, Errors);
        return Output;
    }
}
