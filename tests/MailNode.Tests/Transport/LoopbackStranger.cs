using System.Diagnostics;
using MailNode.LoopbackMail;

namespace MailNode.Tests.Transport;

/// <summary>A server for Ana, and somebody else's mail program that she uses.</summary>
internal static class LoopbackStranger
{
    public const string Ana = "ana@example.test";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Skips the test where one of the programs is not installed.</summary>
    public static async Task<LoopbackServer> StartAsync(params string[] programs)
    {
        var places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        foreach (var program in programs)
        {
            if (!places.Any(place => File.Exists(Path.Combine(place, program))))
                Assert.Skip($"{program} is not installed.");
        }
        var post = await LoopbackServer.StartAsync(new LoopbackOptions { Tls = true, SmtpNeedsLogin = true });
        post.AddAccount(Ana, "secret");
        return post;
    }

    /// <summary>Runs a program that has to succeed; gives what it said.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments) => await RunAsync(program, arguments, [], null);

    /// <summary>The same with more variables around it and a home of its own.</summary>
    public static async Task<string> RunAsync(
        string program, string[] arguments, IEnumerable<(string Name, string Value)> variables, string? input)
    {
        using var limit = new CancellationTokenSource(Patience);
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            await process.StandardInput.WriteAsync(input ?? "");
            process.StandardInput.Close();
            var said = process.StandardOutput.ReadToEndAsync(limit.Token);
            var complaint = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"{program}: {process.ExitCode}, {complaint}");
            return await said;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
