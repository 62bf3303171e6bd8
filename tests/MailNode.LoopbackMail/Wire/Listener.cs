using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MailNode.LoopbackMail.Wire;

/// <summary>Takes connections on a port of its own, one conversation each.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly TcpListener tcp = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, Task> talks = [];
    private readonly Func<Stream, Task> talk;
    private readonly Task accepting;
    private int accepted;

    public Listener(Func<Stream, Task> talk)
    {
        this.talk = talk;
        tcp.Start();
        Port = ((IPEndPoint)tcp.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    public int Accepted => accepted;

    /// <summary>Cuts what is connected; new connections are still taken.</summary>
    public void Drop()
    {
        foreach (var client in talks.Keys)
            client.Close();
    }

    public async ValueTask DisposeAsync()
    {
        tcp.Stop();
        await accepting;
        Drop();
        await Task.WhenAll(talks.Values);
        tcp.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await tcp.AcceptTcpClientAsync();
                Interlocked.Increment(ref accepted);
                client.NoDelay = true;
                var begin = new TaskCompletionSource();
                talks[client] = TalkAsync(client, begin.Task);
                begin.SetResult();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task TalkAsync(TcpClient client, Task begin)
    {
        await begin; // so that it is in the list before it can leave it
        try
        {
            await Task.Run(() => talk(client.GetStream()));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException
            or InvalidOperationException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or was made to.
        }
        finally
        {
            client.Dispose();
            talks.TryRemove(client, out _);
        }
    }
}
