using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MailNode.LoopbackMail.Faults;

/// <summary>
/// Stands on 127.0.0.1 before any server and does to its connections what networks do: cut, reset, stall, dribble, corrupt,
/// duplicate, swallow, each at a byte or at a line. Without faults every byte passes as it is.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<FaultyConnection, Task> open = [];
    private readonly List<(long At, TaskCompletionSource Reached)> marks = [];
    private readonly Task accepting;
    private readonly string host;
    private readonly int port;
    private TaskCompletionSource stalled = New();
    private TaskCompletionSource released = New();
    private long toClient;
    private long toServer;
    private int connections;

    private FaultProxy(string host, int port, TimeProvider clock)
    {
        (this.host, this.port, Clock) = (host, port, clock);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where clients connect to.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What happens to connections that are made from now on, in this order where several hit one byte.</summary>
    public IReadOnlyList<Fault> Faults { get; set; } = [];

    /// <summary>How many connections were made so far.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>How many bytes went to clients over all connections.</summary>
    public long BytesToClient => Interlocked.Read(ref toClient);

    /// <summary>How many bytes went to the server over all connections.</summary>
    public long BytesToServer => Interlocked.Read(ref toServer);

    /// <summary>Ends when a stream stalls for the first time, or for the first time after <see cref="Release"/>.</summary>
    public Task Stalled => stalled.Task;

    internal TimeProvider Clock { get; }

    internal Task Released => released.Task;

    /// <summary>Begins to stand before a server.</summary>
    public static FaultProxy Before(string host, int port, TimeProvider? clock = null) => new(host, port, clock ?? TimeProvider.System);

    /// <summary>Ends when so many bytes more have gone to clients.</summary>
    public Task PassedAsync(long bytes)
    {
        lock (marks)
        {
            var mark = (At: BytesToClient + bytes, Reached: New());
            marks.Add(mark);
            return mark.Reached.Task;
        }
    }

    /// <summary>Lets all go on that is stalled.</summary>
    public void Release()
    {
        stalled = New();
        var over = released;
        released = New();
        over.SetResult();
    }

    /// <summary>Ends all connections and takes no more.</summary>
    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await accepting;
        foreach (var connection in open.Keys)
            connection.Dispose();
        await Task.WhenAll(open.Values);
        listener.Dispose();
    }

    internal void NoteStall() => stalled.TrySetResult();

    internal void Count(Toward toward, int bytes)
    {
        if (toward == Toward.Server)
        {
            Interlocked.Add(ref toServer, bytes);
            return;
        }
        var now = Interlocked.Add(ref toClient, bytes);
        lock (marks)
        {
            foreach (var (_, reached) in marks.Where(mark => mark.At <= now))
                reached.SetResult();
            marks.RemoveAll(mark => mark.At <= now);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                Interlocked.Increment(ref connections);
                var connection = new FaultyConnection(this, client, Faults);
                var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                open[connection] = CarryAsync(connection, begin.Task);
                begin.SetResult();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task CarryAsync(FaultyConnection connection, Task begin)
    {
        await begin; // so that it is in the list before it can leave it
        try
        {
            await connection.RunAsync(host, port);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // One side went away.
        }
        finally
        {
            connection.Dispose();
            open.TryRemove(connection, out _);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
