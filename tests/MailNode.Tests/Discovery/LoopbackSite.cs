using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MailNode.Discovery;

namespace MailNode.Tests.Discovery;

/// <summary>
/// A web site on 127.0.0.1 that speaks HTTPS in the name of a few hosts, and HTTP to whoever asks so, and the web that leads there
/// whatever host is asked for.
/// </summary>
internal sealed class LoopbackSite : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly TcpListener tcp = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 certificate;
    private readonly Task serving;

    public LoopbackSite(params string[] hosts)
    {
        certificate = Certificate(hosts);
        Names = [.. hosts];
        tcp.Start();
        serving = ServeAsync();
    }

    /// <summary>What is answered, by "host/path" without the query; nothing else is there.</summary>
    public Dictionary<string, string> Pages { get; } = [];

    /// <summary>The same in bytes.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>The hosts that have an address, as far as keys are looked for.</summary>
    public HashSet<string> Names { get; }

    /// <summary>What proves the site's name.</summary>
    public X509Certificate2Collection Roots => [certificate];

    /// <summary>Sent in place of an answer.</summary>
    public Func<Stream, CancellationToken, Task>? Instead { get; set; }

    /// <summary>What was asked for, as "host/path?query".</summary>
    public ConcurrentQueue<string> Heard { get; } = [];

    /// <summary>The heads of all requests, with their line ends.</summary>
    public ConcurrentQueue<string> Heads { get; } = [];

    public static string Ok(string body) => $"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    public static byte[] Ok(byte[] body) => [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), .. body];

    public static string To(string place) => $"HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    /// <summary>The web as the program reaches it, but that every host is here, and that this site's certificate is trusted.</summary>
    public HttpMessageHandler Web()
    {
        var handler = Autoconfig.Handler();
        handler.ConnectCallback = (_, c) => ConnectAsync(c);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(certificate);
        handler.SslOptions.CertificateChainPolicy = policy;
        return handler;
    }

    /// <summary>The web as keys are fetched from it, but that this site has all the hosts that there are.</summary>
    public SocketsHttpHandler KeyWeb(X509Certificate2Collection? roots)
    {
        var handler = MailNode.KeyLookup.KeyWeb.Handler(roots);
        handler.UseProxy = false;
        handler.ConnectCallback = (asked, c) =>
            Names.Contains(asked.DnsEndPoint.Host) ? ConnectAsync(c) : throw new SocketException((int)SocketError.HostNotFound);
        return handler;
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await serving;
        tcp.Dispose();
        certificate.Dispose();
        end.Dispose();
    }

    private static X509Certificate2 Certificate(string[] hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Loopback site", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts) names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private async ValueTask<Stream> ConnectAsync(CancellationToken c)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(tcp.LocalEndpoint, c);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task ServeAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
                talks.Add(TalkAsync(await tcp.AcceptTcpClientAsync(end.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        const byte handshake = 22;
        var first = new byte[1];
        await client.Client.ReceiveAsync(first, SocketFlags.Peek, end.Token);
        if (first[0] != handshake) return client.GetStream();
        var secured = new SslStream(client.GetStream());
        await secured.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, end.Token);
        return secured;
    }

    private byte[] AnswerTo(string page) => Files.GetValueOrDefault(page)
        ?? Encoding.UTF8.GetBytes(Pages.GetValueOrDefault(page, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));

    private async Task TalkAsync(TcpClient client)
    {
        using var mine = client;
        try
        {
            await using var secured = await OpenAsync(client);
            using var reader = new StreamReader(secured, Encoding.ASCII, leaveOpen: true);
            var (target, host, head) = ("", "", new StringBuilder());
            while (await reader.ReadLineAsync(end.Token) is { Length: > 0 } line)
            {
                head.Append(line).Append("\r\n");
                if (target.Length == 0) target = line.Split(' ')[1];
                if (line.StartsWith("Host: ", StringComparison.OrdinalIgnoreCase)) host = line["Host: ".Length..];
            }
            if (target.Length == 0) return; // the client did not like the certificate
            Heard.Enqueue(host + target);
            Heads.Enqueue(head.ToString());
            if (Instead is { } instead)
                await instead(secured, end.Token);
            else
                await secured.WriteAsync(AnswerTo(host + target.Split('?')[0]), end.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client hung up.
        }
    }
}
