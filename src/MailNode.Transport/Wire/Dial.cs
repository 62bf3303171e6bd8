using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MailNode.Transport.Wire;

/// <summary>Opens the connection to a server: name, port, and TLS where it comes first.</summary>
internal static class Dial
{
    /// <summary>How long one address may take while there are others to try: an IPv6 black hole must not use up the time.</summary>
    private static readonly TimeSpan OneAddress = TimeSpan.FromSeconds(10);

    private const int MaxAddresses = 8;

    public static async Task<MailStream> OpenAsync(MailServer server, TimeProvider clock, CancellationToken c)
    {
        var addresses = await FindAsync(server, clock, c).ConfigureAwait(false);
        var socket = await ReachAsync(addresses, server, clock, c).ConfigureAwait(false);
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (server.Tls != TlsMode.Implicit)
            return new MailStream(plain, server, clock);
        return new MailStream(await TlsUpgrade.SecureAsync(plain, server, clock, c).ConfigureAwait(false), server, clock);
    }

    /// <summary>The host as DNS and certificates know it: without brackets and final dot, in ASCII.</summary>
    public static string PlainHost(string host)
    {
        var bare = host.Trim().Trim('[', ']').TrimEnd('.');
        if (bare.All(char.IsAscii))
            return bare;
        try
        {
            return new IdnMapping().GetAscii(bare);
        }
        catch (ArgumentException)
        {
            return bare; // DNS will say that there is no such host
        }
    }

    private static async Task<IPAddress[]> FindAsync(MailServer server, TimeProvider clock, CancellationToken c)
    {
        var host = PlainHost(server.Host);
        if (IPAddress.TryParse(host, out var literal))
            return [literal];
        try
        {
            var all = await Dns.GetHostAddressesAsync(host, c).WaitAsync(server.Timeout, clock, c).ConfigureAwait(false);
            return all.Length > 0 ? all : throw Unknown(server, null);
        }
        catch (Exception e) when (e is SocketException or ArgumentException or TimeoutException)
        {
            throw Unknown(server, e);
        }
    }

    private static async Task<Socket> ReachAsync(IPAddress[] addresses, MailServer server, TimeProvider clock, CancellationToken c)
    {
        Exception? last = null;
        foreach (var address in addresses.Take(MaxAddresses))
        {
            var time = addresses.Length > 1 && server.Timeout > OneAddress ? OneAddress : server.Timeout;
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            using var limit = new CancellationTokenSource(time, clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, c);
            try
            {
                Prepare(socket);
                await socket.ConnectAsync(new IPEndPoint(address, server.Port), both.Token).ConfigureAwait(false);
                return socket;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                socket.Dispose();
                c.ThrowIfCancellationRequested();
                last = e;
            }
        }
        throw Closed(server, last);
    }

    private static void Prepare(Socket socket)
    {
        socket.NoDelay = true;
        // A half-open connection (no FIN ever comes) is noticed even while nothing is asked.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
    }

    private static MailException Unknown(MailServer server, Exception? inner) =>
        new($"There is no server named {server.Host}, or the network is down.", MailProblem.HostUnknown, Retry.Later, inner);

    private static MailException Closed(MailServer server, Exception? inner) => new(
        inner is OperationCanceledException
            ? $"{server.Host} does not answer on port {server.Port}."
            : $"{server.Host} does not take connections on port {server.Port}.",
        MailProblem.PortClosed, Retry.Later, inner);
}
