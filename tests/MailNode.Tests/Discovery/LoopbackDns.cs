using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MailNode.Discovery;

namespace MailNode.Tests.Discovery;

/// <summary>A resolver on 127.0.0.1, UDP and TCP on one port, that knows what a test tells it, or says what a test makes up.</summary>
internal sealed class LoopbackDns : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentDictionary<string, List<byte[]>> records = new();
    private readonly Socket udp;
    private readonly TcpListener tcp;
    private readonly Task serving;

    public LoopbackDns()
    {
        (udp, tcp) = OnOnePort();
        Address = (IPEndPoint)udp.LocalEndPoint!;
        serving = Task.WhenAll(ServeUdpAsync(), ServeTcpAsync());
    }

    public IPEndPoint Address { get; }

    /// <summary>What is said over UDP in place of the truth, packet by packet.</summary>
    public Func<byte[], byte[][]>? OverUdp { get; set; }

    /// <summary>What is said over TCP in place of the truth.</summary>
    public Func<byte[], byte[]>? OverTcp { get; set; }

    /// <summary>The questions so far, as "name kind".</summary>
    public ConcurrentQueue<string> Heard { get; } = [];

    public LoopbackDns Add(string name, DnsKind kind, byte[] inside)
    {
        records.GetOrAdd($"{name} {kind}", _ => []).Add(DnsBytes.Record(DnsBytes.TheName, kind, inside));
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await serving;
        udp.Dispose();
        tcp.Dispose();
        end.Dispose();
    }

    /// <summary>A port that is free for UDP may be somebody's for TCP: then another one is taken.</summary>
    private static (Socket Udp, TcpListener Tcp) OnOnePort()
    {
        for (var tries = 1; ; tries++)
        {
            var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var tcp = new TcpListener((IPEndPoint)udp.LocalEndPoint!);
            try
            {
                tcp.Start();
                return (udp, tcp);
            }
            catch (SocketException) when (tries < 50)
            {
                udp.Dispose();
                tcp.Dispose();
            }
        }
    }

    private byte[] Truth(byte[] question)
    {
        var cursor = new DnsCursor(question);
        Assert.True(cursor.TrySkip(12) & cursor.TryTakeName(out var name) & cursor.TryTakeNumber(out var kind));
        var asked = $"{name} {(DnsKind)kind}";
        Heard.Enqueue(asked);
        return records.TryGetValue(asked, out var found) ? DnsBytes.Answer(question, [.. found]) : DnsBytes.Answer(question, 0x8183, 0);
    }

    private async Task ServeUdpAsync()
    {
        var packet = new byte[4096];
        try
        {
            while (true)
            {
                var came = await udp.ReceiveFromAsync(packet, new IPEndPoint(IPAddress.Any, 0), end.Token);
                var question = packet[..came.ReceivedBytes];
                foreach (var answer in OverUdp?.Invoke(question) ?? [Truth(question)])
                    await udp.SendToAsync(answer, came.RemoteEndPoint, end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeTcpAsync()
    {
        try
        {
            while (true)
            {
                using var client = await tcp.AcceptTcpClientAsync(end.Token);
                var stream = client.GetStream();
                var length = new byte[2];
                await stream.ReadExactlyAsync(length, end.Token);
                var question = new byte[(length[0] << 8) | length[1]];
                await stream.ReadExactlyAsync(question, end.Token);
                var answer = OverTcp?.Invoke(question) ?? Truth(question);
                await stream.WriteAsync((byte[])[.. DnsBytes.Number(answer.Length), .. answer], end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // The test is over, or the client did not wait.
        }
    }
}
