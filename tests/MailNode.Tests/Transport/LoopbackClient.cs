using System.IO.Compression;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MailNode.Tests.Transport;

/// <summary>A client that knows no protocol: it sends lines and reads lines, a byte a character.</summary>
internal sealed class LoopbackClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpClient tcp = new();
    private readonly CancellationTokenSource limit = new(Patience);
    private Stream stream = Stream.Null;
    private Stream source = Stream.Null;
    private int tags;

    public static async Task<LoopbackClient> ConnectAsync(int port, X509Certificate2Collection? roots = null)
    {
        var client = new LoopbackClient();
        await client.tcp.ConnectAsync("127.0.0.1", port, client.limit.Token);
        client.stream = client.source = client.tcp.GetStream();
        if (roots is not null)
            await client.EncryptAsync(roots);
        return client;
    }

    /// <summary>Connects to IMAP and logs in.</summary>
    public static async Task<LoopbackClient> ImapAsync(int port, string user = "ana@example.test")
    {
        var client = await ConnectAsync(port);
        await client.ReadAsync();
        Assert.Contains("OK", await client.DoAsync($"LOGIN {user} secret"), StringComparison.Ordinal);
        return client;
    }

    public async Task EncryptAsync(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        var tls = new SslStream(stream);
        stream = source = tls;
        var options = new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", CertificateChainPolicy = policy };
        await tls.AuthenticateAsClientAsync(options, limit.Token);
    }

    public void Compress()
    {
        source = new DeflateStream(source, CompressionMode.Decompress, leaveOpen: true);
        stream = new DeflateStream(stream, CompressionLevel.Fastest);
    }

    public async Task SendAsync(string text)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), limit.Token);
        await stream.FlushAsync(limit.Token);
    }

    /// <summary>A line without its end; null when the server has gone.</summary>
    public async Task<string?> ReadAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await source.ReadAsync(one, limit.Token) > 0)
        {
            if (one[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }
        return line.Length > 0 ? line.ToString() : null;
    }

    /// <summary>An IMAP command and all lines up to its tagged reply, the tag cut off.</summary>
    public async Task<string> DoAsync(string command)
    {
        var tag = $"t{++tags}";
        await SendAsync($"{tag} {command}\r\n");
        return await RestAsync(tag);
    }

    /// <summary>An SMTP command and its reply, all lines of it.</summary>
    public async Task<string> AskAsync(string command)
    {
        await SendAsync(command + "\r\n");
        return await ReplyAsync();
    }

    public async Task<string> ReplyAsync()
    {
        var lines = new List<string>();
        while (await ReadAsync() is { } line)
        {
            lines.Add(line);
            if (line.Length < 4 || line[3] != '-')
                break;
        }
        return string.Join('\n', lines);
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        tcp.Dispose();
        limit.Dispose();
    }

    private async Task<string> RestAsync(string tag)
    {
        var lines = new List<string>();
        while (await ReadAsync() is { } line)
        {
            if (line.StartsWith(tag + " ", StringComparison.Ordinal))
                return string.Join('\n', [.. lines, line[(tag.Length + 1)..]]);
            lines.Add(line);
        }
        return string.Join('\n', [.. lines, "<cut>"]);
    }
}
