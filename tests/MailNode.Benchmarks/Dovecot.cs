using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MailNode.Transport;

namespace MailNode.Benchmarks;

/// <summary>A real Dovecot on loopback, started by the script that the tests use, with mailboxes written straight into its Maildirs.</summary>
internal sealed class Dovecot : IAsyncDisposable
{
    private const int Tries = 5, PortsInARow = 5, FirstPort = 24_000, SubmissionAbove = 1, ImapAbove = 3, ImapsAbove = 4;
    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("mb-");
    private int port;

    private Dovecot()
    {
    }

    /// <summary>Starts it; null, with the reason, where it cannot be.</summary>
    public static async Task<(Dovecot? Server, string Reason)> StartAsync()
    {
        if (!OperatingSystem.IsLinux()) return (null, "the mail server runs on Linux only");
        var server = new Dovecot();
        var said = "";
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            server.port = FreePorts(attempt);
            (var code, said) = await RunAsync("start", server.place.FullName, $"{server.port}");
            if (code == 0) return (server, "");
            if (code == 77) break;                         // what no second try can change
        }
        server.place.Delete(recursive: true);
        return (null, said.Trim().Replace("mailserver.sh: ", "", StringComparison.Ordinal));
    }

    public int ImapPort => port + ImapAbove;

    public int ImapsPort => port + ImapsAbove;

    public int SubmissionPort => port + SubmissionAbove;

    public static string Password => "secret";

    public static string Address(string user) => $"{user}@example.test";

    /// <summary>How a mail program reaches it, without encryption: what is measured is the protocol.</summary>
    public MailServer Imap(string user) => new()
    {
        Host = "127.0.0.1", Port = ImapPort, Tls = TlsMode.None, User = Address(user), Password = _ => ValueTask.FromResult(Password),
    };

    /// <summary>Fills a user's inbox with as many mails as wanted; few are written, the rest are links to them.</summary>
    public void Fill(string user, int count, IReadOnlyList<byte[]> mails)
    {
        var home = Path.Combine(place.FullName, "mail", Address(user));
        var cur = Directory.CreateDirectory(Path.Combine(home, "Maildir", "cur")).FullName;
        Directory.CreateDirectory(Path.Combine(home, "Maildir", "new"));
        Directory.CreateDirectory(Path.Combine(home, "Maildir", "tmp"));
        var files = mails.Select((mail, at) => Written(Path.Combine(home, $"{at}"), mail)).ToList();
        Run("chown", "-R", "mail:mail", home);
        for (var at = 0; at < count; at++)
        {
            var size = mails[at % mails.Count].Length;
            Link(files[at % files.Count], Path.Combine(cur, $"{1_700_000_000 + at}.M{at}P1.bench,S={size},W={size}:2,"));
        }
        Run("chown", "mail:mail", cur);
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("stop", place.FullName);
        place.Delete(recursive: true);
    }

    private static string Written(string path, byte[] mail)
    {
        File.WriteAllBytes(path, mail);
        return path;
    }

    private static void Link(string file, string link)
    {
        if (Links.Make(file, link) != 0) throw new IOException($"No link {link} can be made.");
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
    }

    private static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "MailNode.sln"))) root = root.Parent;
        if (root is null) return (77, "the repository with its script is not here");
        var script = Path.Combine(root.FullName, "tests", "mailserver", "mailserver.sh");
        using var process = Process.Start(new ProcessStartInfo("bash", [script, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var said = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }

    private static int FreePorts(int attempt)
    {
        for (var first = FirstPort + (((Environment.ProcessId + attempt * 100) % 1000) * PortsInARow); ; first += PortsInARow)
            if (Enumerable.Range(first, PortsInARow).All(IsFree)) return first;
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
