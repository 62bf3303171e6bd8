using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MailNode.Transport;
using MailNode.Transport.Wire;

namespace MailNode.Tests.Transport;

/// <summary>A server that plays one scene with one client, line by line; a line that is not in the scene fails the test.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new(Patience);
    private readonly Task scene;

    private ScriptedServer(Func<ScriptedPeer, Task> scene)
    {
        listener.Start();
        this.scene = PlayAsync(scene);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public static ScriptedServer Start(Func<ScriptedPeer, Task> scene) => new(scene);

    /// <summary>How a client reaches it.</summary>
    public MailServer Address(
        TlsMode tls = TlsMode.None, string host = "127.0.0.1", string user = "ana", X509Certificate2Collection? roots = null) => new()
    {
        Host = host,
        Port = Port,
        Tls = tls,
        User = user,
        Password = _ => ValueTask.FromResult("s3cret"),
        ExtraRoots = roots,
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Waits for the end of the scene and fails when it went otherwise.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await scene.WaitAsync(Patience);
        }
        catch (IOException)
        {
            // The client hung up first: what it did until then was in the scene.
        }
        finally
        {
            listener.Stop();
            stop.Dispose();
        }
    }

    private async Task PlayAsync(Func<ScriptedPeer, Task> play)
    {
        using var client = await listener.AcceptTcpClientAsync(stop.Token);
        client.NoDelay = true;
        var peer = new ScriptedPeer(client.GetStream(), stop.Token);
        await play(peer);
    }
}

/// <summary>The server's side of the conversation.</summary>
internal sealed class ScriptedPeer(Stream stream, CancellationToken stop)
{
    private Stream stream = stream;

    /// <summary>Sends lines; "\n" becomes CRLF.</summary>
    public Task SayAsync(string lines) => SendAsync(Encoding.UTF8.GetBytes(lines.ReplaceLineEndings("\r\n") + "\r\n"));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes, stop);

    /// <summary>The client's next line.</summary>
    public async Task<string> ReadLineAsync()
    {
        var line = new List<byte>();
        while (line.Count == 0 || line[^1] != '\n')
            line.Add((await ReadBytesAsync(1))[0]);
        return Encoding.UTF8.GetString([.. line]).TrimEnd('\r', '\n');
    }

    public async Task<byte[]> ReadBytesAsync(int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, stop);
        return bytes;
    }

    public async Task ExpectAsync(string line) => Assert.Equal(line, await ReadLineAsync());

    /// <summary>Expects an IMAP command and gives its tag.</summary>
    public async Task<string> TakeAsync(string command)
    {
        var line = (await ReadLineAsync()).Split(' ', 2);
        Assert.Equal(command, line[1]);
        return line[0];
    }

    /// <summary>Expects an IMAP command, sends the untagged lines, and ends it.</summary>
    public async Task AnswerAsync(string command, string untagged = "", string ending = "OK done")
    {
        var tag = await TakeAsync(command);
        await SayAsync(untagged.Length > 0 ? $"{untagged}\n{tag} {ending}" : $"{tag} {ending}");
    }

    /// <summary>An IMAP login without detours; the server then has these capabilities.</summary>
    public async Task LogInAsync(string capabilities, string delimiter = "/", string prefix = "")
    {
        await SayAsync($"* OK [CAPABILITY IMAP4rev1 {capabilities}] ready");
        await AnswerAsync("LOGIN \"ana\" \"s3cret\"", $"* CAPABILITY IMAP4rev1 {capabilities}");
        if (capabilities.Contains("NAMESPACE", StringComparison.Ordinal))
            await AnswerAsync("NAMESPACE", $"* NAMESPACE ((\"{prefix}\" \"{delimiter}\")) NIL NIL");
        else
            await AnswerAsync("LIST \"\" \"\"", $"* LIST (\\Noselect) \"{delimiter}\" \"\"");
    }

    /// <summary>Expects a folder to be opened.</summary>
    public Task OpenAsync(string command, int count = 3, uint validity = 7, uint next = 10) =>
        AnswerAsync(command, $"* {count} EXISTS\n* OK [UIDVALIDITY {validity}] valid\n* OK [UIDNEXT {next}] next");

    /// <summary>Speaks TLS from here on.</summary>
    public async Task SecureAsync(X509Certificate2 certificate)
    {
        var secured = new SslStream(stream);
        await secured.AuthenticateAsServerAsync(certificate);
        stream = secured;
    }

    /// <summary>Speaks compressed from here on.</summary>
    public void Deflate()
    {
        Stream compressed = new DeflatedStream(stream);
        stream = compressed;
    }

    /// <summary>Reads until the client has gone, or takes its leave.</summary>
    public async Task WaitForEndAsync()
    {
        var rest = new byte[4096];
        while (await stream.ReadAsync(rest, stop) is var count && count > 0)
        {
            var said = Encoding.ASCII.GetString(rest, 0, count);
            if (said.EndsWith("LOGOUT\r\n", StringComparison.Ordinal) || said == "QUIT\r\n")
                return;
        }
    }
}
