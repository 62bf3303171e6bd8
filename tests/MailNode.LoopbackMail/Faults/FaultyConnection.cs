using System.Net.Sockets;

namespace MailNode.LoopbackMail.Faults;

/// <summary>A client's connection through the proxy: two sockets, and a stream each way.</summary>
internal sealed class FaultyConnection(FaultProxy proxy, Socket client, IReadOnlyList<Fault> faults) : IDisposable
{
    private readonly Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Something has ended the connection: what comes is read and forgotten.</summary>
    public bool IsOver { get; private set; }

    public async Task RunAsync(string host, int port)
    {
        client.NoDelay = server.NoDelay = true;
        await server.ConnectAsync(host, port);
        var toServer = new FaultyStream(proxy, this, Toward.Server, client, server, faults).RunAsync();
        var toClient = new FaultyStream(proxy, this, Toward.Client, server, client, faults).RunAsync();
        await Task.WhenAll(toServer, toClient);
    }

    /// <summary>
    /// FIN to both. The sockets stay open and are read on: a socket that is closed with something unread in it sends RST instead.
    /// </summary>
    public void Cut()
    {
        IsOver = true;
        ShutDown(client);
        ShutDown(server);
    }

    /// <summary>RST to both.</summary>
    public void Reset()
    {
        IsOver = true;
        foreach (var socket in (Socket[])[client, server])
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }
    }

    public static void ShutDown(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is down already.
        }
    }

    public void Dispose()
    {
        client.Dispose();
        server.Dispose();
    }
}
