using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailNode.Tests.Transport;

[assembly: AssemblyFixture(typeof(RealServers))]

namespace MailNode.Tests.Transport;

/// <summary>
/// Dovecot and Postfix for the tests of a run: the ones that MAILNODE_TEST_SERVER_ENV names, else started with the first test that
/// asks, and stopped after the last. Take it as a constructor parameter of the test class.
/// </summary>
public sealed class RealServers : IAsyncDisposable
{
    private const int CannotHere = 77;
    private const int Tries = 5;

    private readonly SemaphoreSlim gate = new(1);
    private DirectoryInfo? place;
    private RealServer? server;
    private string? reason;

    /// <summary>The servers; skips the test, with the reason, where they cannot be.</summary>
    public async Task<RealServer> GetAsync()
    {
        await gate.WaitAsync();
        try
        {
            if (server is null && reason is null)
                await FindAsync();
        }
        finally
        {
            gate.Release();
        }
        if (server is null)
            Assert.Skip(reason!);
        return server;
    }

    /// <summary>Stops what was started here, and nothing else.</summary>
    public async ValueTask DisposeAsync()
    {
        if (place is not null)
        {
            await RealServer.RunAsync("stop", place.FullName);
            place.Delete(recursive: true);
        }
        gate.Dispose();
    }

    private async Task FindAsync()
    {
        if (Environment.GetEnvironmentVariable("MAILNODE_TEST_SERVER_ENV") is { Length: > 0 } file)
        {
            server = RealServer.Read(file);
            return;
        }
        if (!OperatingSystem.IsLinux())
        {
            reason = "The real mail servers run on Linux only.";
            return;
        }
        place = Directory.CreateTempSubdirectory("ms-");
        await StartAsync(place.FullName);
    }

    private async Task StartAsync(string directory)
    {
        for (var i = 0; ; i++)
        {
            var (code, said) = await RealServer.RunAsync("start", directory, FreePorts(i).ToString(CultureInfo.InvariantCulture));
            if (code == 0)
                server = RealServer.Read(Path.Combine(directory, "env"));
            else if (code == CannotHere)
                reason = said.Trim();
            else if (i < Tries)
                continue; // somebody was faster with one of the ports
            else
                throw new InvalidOperationException(said);
            return;
        }
    }

    /// <summary>Five ports in a row, below those that the system gives to clients, and others for each process.</summary>
    private static int FreePorts(int attempt)
    {
        for (var i = attempt * 100; ; i++)
        {
            var first = 20_000 + (((Environment.ProcessId * 11) + i) % 2000 * 5);
            if (Enumerable.Range(first, 5).All(IsFree))
                return first;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>Where the real servers are. Every address at <see cref="Domain"/> is an account with the one password.</summary>
public sealed record RealServer
{
    /// <summary>127.0.0.1, as a rule.</summary>
    public required string Host { get; init; }

    /// <summary>The only domain with accounts.</summary>
    public required string Domain { get; init; }

    /// <summary>Everybody's.</summary>
    public required string Password { get; init; }

    /// <summary>Whoever signs a JWT with it (HS256) has a token for any account.</summary>
    public string TokenKey { get; init; } = "";

    /// <summary>The port where other servers deliver, without login.</summary>
    public required int Smtp { get; init; }

    /// <summary>The port where accounts send, with STARTTLS.</summary>
    public required int Submission { get; init; }

    /// <summary>The port where accounts send, over TLS.</summary>
    public required int Submissions { get; init; }

    /// <summary>IMAP, with STARTTLS or without.</summary>
    public required int Imap { get; init; }

    /// <summary>IMAP over TLS.</summary>
    public required int Imaps { get; init; }

    /// <summary>The authority to trust, a PEM file.</summary>
    public required string CaFile { get; init; }

    /// <summary>Where all that the servers write lies.</summary>
    public required string Directory { get; init; }

    /// <summary>The same authority.</summary>
    public X509Certificate2Collection Roots => [X509Certificate2.CreateFromPem(File.ReadAllText(CaFile))];

    /// <summary>Where the mail of an account lies; made by its first login or mail.</summary>
    public string MaildirOf(string address) => Path.Combine(Directory, "mail", address, "Maildir");

    /// <summary>Waits until all mail that was sent has arrived.</summary>
    public async Task DrainAsync()
    {
        var (code, said) = await RunAsync("drain", Directory);
        Assert.True(code == 0, said);
    }

    internal static RealServer Read(string file)
    {
        var values = File.ReadLines(file).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1]);
        return new RealServer
        {
            Host = values["MS_HOST"], Domain = values["MS_DOMAIN"], Password = values["MS_PASSWORD"], CaFile = values["MS_CA"],
            TokenKey = values.GetValueOrDefault("MS_TOKEN_KEY", ""),
            Smtp = Port("MS_SMTP"), Submission = Port("MS_SUBMISSION"), Submissions = Port("MS_SUBMISSIONS"),
            Imap = Port("MS_IMAP"), Imaps = Port("MS_IMAPS"), Directory = Path.GetDirectoryName(Path.GetFullPath(file))!,
        };

        int Port(string name) => int.Parse(values[name], CultureInfo.InvariantCulture);
    }

    /// <summary>Runs the script beside the tests; gives its exit code and its complaint.</summary>
    internal static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "MailNode.sln")))
            root = root.Parent;
        if (root is null)
            return (77, "The tests do not run inside the repository, so there is no script to start mail servers with.");
        var script = Path.Combine(root.FullName, "tests", "mailserver", "mailserver.sh");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var start = new ProcessStartInfo("bash", [script, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var said = await process.StandardError.ReadToEndAsync(limit.Token);
        await output;
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, said);
    }
}
