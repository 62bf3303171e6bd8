using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace MailNode.Discovery;

/// <summary>Asks the resolvers that the machine uses, over UDP, and over TCP where an answer is too long for it (RFC 1035, section 4.2).</summary>
/// <param name="servers">In the order in which they are asked.</param>
/// <param name="clock">Measures their silence.</param>
internal sealed class Resolver(IReadOnlyList<IPEndPoint> servers, TimeProvider clock)
{
    private const int Rounds = 2;
    private const int MostServers = 3;
    private const int MostStrayPackets = 64;
    private const int MostAliases = 8;
    private const int LongestName = 253;
    private const int LongestPacket = 4096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private bool hasAnswered, hasFailed;

    /// <summary>Questions were asked and none was answered: this computer may be offline.</summary>
    public bool IsSilent => hasFailed && !hasAnswered;

    /// <summary>The records of a name, aliases followed; none when there are none, or when nobody answers.</summary>
    public async Task<IReadOnlyList<DnsRecord>> AskAsync(string name, DnsKind kind, CancellationToken c)
    {
        if (name.Length > LongestName || name.Split('.').Any(label => label.Length is 0 or > 63)) return [];
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var server in servers.Take(MostServers))
            {
                if (await TryAskAsync(server, name, kind, c) is not { IsKnown: true } answer) continue;
                hasAnswered = true;
                return Of(answer.Records, name);
            }
        }
        hasFailed = servers.Count > 0;
        return [];
    }

    private async Task<DnsAnswer?> TryAskAsync(IPEndPoint server, string name, DnsKind kind, CancellationToken c)
    {
        // The id cannot be guessed, and neither can the port that the system chooses for each new socket: a forger must hit both.
        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        var question = DnsMessage.Ask(id, name, kind);
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, c);
        try
        {
            var answer = await OverUdpAsync(server, question, message => DnsMessage.Read(message, id, name, kind), either.Token);
            if (answer is not { IsTruncated: true }) return answer;
            var whole = DnsMessage.Read(await OverTcpAsync(server, question, either.Token), id, name, kind);
            return whole is { IsTruncated: false } ? whole : null;
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            c.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>The first packet that is an answer to the question; what else comes is passed over.</summary>
    private static async Task<DnsAnswer?> OverUdpAsync(IPEndPoint server, byte[] question, Func<byte[], DnsAnswer?> read, CancellationToken c)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        // Connected: the system drops what comes from any other address or port.
        await socket.ConnectAsync(server, c);
        await socket.SendAsync(question, c);
        var packet = new byte[LongestPacket];
        for (var i = 0; i < MostStrayPackets; i++)
        {
            var length = await socket.ReceiveAsync(packet, c);
            if (read(packet[..length]) is { } answer) return answer;
        }
        return null;
    }

    private static async Task<byte[]> OverTcpAsync(IPEndPoint server, byte[] question, CancellationToken c)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, c);
        await using var stream = new NetworkStream(socket);
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)question.Length);
        await stream.WriteAsync((byte[])[.. length, .. question], c);
        await stream.ReadExactlyAsync(length, c);
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(message, c);
        return message;
    }

    /// <summary>The records of the name itself; what somebody put beside them is not looked at.</summary>
    private static IReadOnlyList<DnsRecord> Of(IReadOnlyList<DnsRecord> records, string name)
    {
        var owner = name.ToLowerInvariant();
        for (var i = 0; i < MostAliases && records.OfType<DnsRecord.Alias>().FirstOrDefault(one => one.Owner == owner) is { } alias; i++)
            owner = alias.Target;
        return [.. records.Where(one => one.Owner == owner && one is not DnsRecord.Alias)];
    }
}
