using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;

namespace MailNode.Transport.Wire;

/// <summary>
/// The bytes between us and a server: lines and counted blocks come in, bytes go out, each step within the server's time.
/// After a failure in the middle of a step it is broken for good, because nobody knows where in the conversation it stands.
/// </summary>
internal sealed class MailStream(Stream stream, MailServer server, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>Longest line that is taken from a server, in bytes.</summary>
    public const int MaxLine = 1 << 20;

    private const int Room = 64 * 1024;

    private readonly CancellationTokenSource deadline = new(Timeout.InfiniteTimeSpan, clock);
    private readonly Conversation? conversation = server.Transcript?.Begin(server);
    private Stream stream = stream;
    private byte[] buffer = new byte[Room];
    private int start;
    private int end;
    private Task<int>? waiting; // a read begun by WaitAsync whose bytes nobody has taken yet
    private bool broken;

    /// <summary>How long to wait for the next bytes.</summary>
    public TimeSpan Patience { get; set; } = server.Timeout;

    /// <summary>The server said this before it hung up; part of the message when it does.</summary>
    public string? LastWords { get; set; }

    /// <summary>Something has arrived that nobody has read.</summary>
    public bool HasUnread => end > start || waiting is { IsCompleted: true };

    /// <summary>True once the stream cannot be used any more.</summary>
    public bool IsBroken => broken;

    /// <summary>Room for who must put a response together out of several lines; its content is the reader's affair.</summary>
    public ArrayBufferWriter<byte> Scratch { get; } = new(512);

    /// <summary>The next line without its line end; its bytes are valid until the next read.</summary>
    public ValueTask<ReadOnlyMemory<byte>> ReadLineAsync(CancellationToken c)
    {
        ThrowIfBroken();
        var at = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
        return at >= 0 ? ValueTask.FromResult(TakeLine(at)) : AwaitLineAsync(c);
    }

    /// <summary>Fills <paramref name="block"/> with the next bytes; what is not here yet goes straight into it.</summary>
    public ValueTask ReadBlockAsync(Memory<byte> block, CancellationToken c)
    {
        var ready = TakeReady(block);
        return ready == block.Length ? ValueTask.CompletedTask : AwaitBlockAsync(block[ready..], c);
    }

    /// <summary>Reads and forgets the next bytes.</summary>
    public async ValueTask SkipAsync(long count, CancellationToken c)
    {
        while (true)
        {
            var ready = (int)Math.Min(end - start, count);
            start += ready;
            count -= ready;
            if (count == 0)
                return;
            await FillAsync(c).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until there is something to read, or the time is over; breaks nothing when it is. True: there is.</summary>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken c)
    {
        if (HasUnread)
            return true;
        ThrowIfBroken();
        if (waiting is null)
        {
            MakeRoom();
            waiting = stream.ReadAsync(buffer.AsMemory(end), CancellationToken.None).AsTask();
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(c);
        var first = await Task.WhenAny(waiting, Task.Delay(atMost, clock, stop.Token)).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        c.ThrowIfCancellationRequested();
        return first == waiting;
    }

    /// <summary>Sends all of <paramref name="bytes"/>, in pieces that each have their own time.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken c)
    {
        conversation?.Said(bytes.Span);
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(bytes.Length, Room)];
            bytes = bytes[piece.Length..];
            ThrowIfUnusable(c);
            await InTimeAsync(PutAsync(piece), c).ConfigureAwait(false);
        }
    }

    /// <summary>Goes on over TLS. Bytes that came in plain text behind the server's consent are refused: somebody else sent them.</summary>
    public async Task SecureAsync(CancellationToken c)
    {
        if (HasUnread)
            throw Break($"{server.Host} sent plain text where encryption should have begun.", MailProblem.Garbage, null);
        try
        {
            stream = await TlsUpgrade.SecureAsync(stream, server, clock, c).ConfigureAwait(false);
        }
        catch
        {
            broken = true;
            throw;
        }
        (start, end) = (0, 0);
    }

    /// <summary>Goes on compressed. Bytes behind the server's consent are refused, as for TLS: it had nothing to say yet.</summary>
    public void Deflate()
    {
        if (HasUnread)
            throw Break($"{server.Host} sent plain text where compression should have begun.", MailProblem.Garbage, null);
        stream = new DeflatedStream(stream);
    }

    /// <summary>Makes the stream unusable and gives the reason as an exception.</summary>
    public MailException Break(string message, MailProblem problem, Exception? inner)
    {
        broken = true;
        return new MailException(message, problem, Retry.Later, inner);
    }

    public async ValueTask DisposeAsync()
    {
        broken = true;
        deadline.Dispose();
        await stream.DisposeAsync().ConfigureAwait(false);
    }

    private ReadOnlyMemory<byte> TakeLine(int length)
    {
        var line = buffer.AsMemory(start, length);
        start += length + 1;
        line = line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;
        conversation?.Heard(line.Span);
        return line;
    }

    private int TakeReady(Memory<byte> block)
    {
        var ready = Math.Min(end - start, block.Length);
        buffer.AsSpan(start, ready).CopyTo(block.Span);
        start += ready;
        return ready;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadOnlyMemory<byte>> AwaitLineAsync(CancellationToken c)
    {
        while (true)
        {
            var scanned = end - start;
            if (scanned > MaxLine)
                throw Break($"{server.Host} sent a line longer than {MaxLine} bytes.", MailProblem.Garbage, null);
            await FillAsync(c).ConfigureAwait(false);
            var at = buffer.AsSpan(start + scanned, end - start - scanned).IndexOf((byte)'\n');
            if (at >= 0)
                return TakeLine(scanned + at);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AwaitBlockAsync(Memory<byte> block, CancellationToken c)
    {
        while (!block.IsEmpty)
        {
            if (block.Length >= Room && waiting is null)
            {
                block = block[await ReceiveAsync(block, c).ConfigureAwait(false)..];
            }
            else
            {
                await FillAsync(c).ConfigureAwait(false);
                block = block[TakeReady(block)..];
            }
        }
    }

    private async ValueTask FillAsync(CancellationToken c)
    {
        if (waiting is { } begun)
        {
            ThrowIfUnusable(c);
            // No token into the read: it was begun without one. Leaving it behind breaks the stream all the same.
            end += await InTimeAsync(new ValueTask<int>(begun.WaitAsync(deadline.Token)), c).ConfigureAwait(false);
            waiting = null;
            return;
        }
        MakeRoom();
        end += await ReceiveAsync(buffer.AsMemory(end), c).ConfigureAwait(false);
    }

    private ValueTask<int> ReceiveAsync(Memory<byte> target, CancellationToken c)
    {
        ThrowIfUnusable(c);
        return InTimeAsync(GetAsync(target), c);
    }

    // Asynchronous, so that what the stream throws at once is met where the rest is.
    private async ValueTask<int> GetAsync(Memory<byte> target) => await stream.ReadAsync(target, deadline.Token).ConfigureAwait(false);

    private async ValueTask<int> PutAsync(ReadOnlyMemory<byte> piece)
    {
        await stream.WriteAsync(piece, deadline.Token).ConfigureAwait(false);
        return piece.Length;
    }

    private void MakeRoom()
    {
        if (start == end)
            (start, end) = (0, 0);
        if (end < buffer.Length)
            return;
        var held = buffer.AsSpan(start, end - start);
        var target = held.Length > buffer.Length / 2 ? new byte[buffer.Length * 2] : buffer;
        held.CopyTo(target);
        (buffer, start, end) = (target, 0, held.Length);
    }

    /// <summary>Waits for a step of reading or writing that has begun. Nothing is measured where it is over already.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> InTimeAsync(ValueTask<int> step, CancellationToken c)
    {
        var waits = !step.IsCompleted;
        if (waits)
            deadline.CancelAfter(Patience);
        using var stop = waits ? c.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline) : default;
        try
        {
            var count = await step.ConfigureAwait(false);
            if (waits)
                deadline.CancelAfter(Timeout.InfiniteTimeSpan);
            return count > 0 ? count : throw Break(Lost("closed the connection"), MailProblem.ConnectionLost, null);
        }
        catch (OperationCanceledException e)
        {
            broken = true;
            c.ThrowIfCancellationRequested();
            throw Break(Lost($"was silent for {Patience.TotalSeconds:0} seconds"), MailProblem.ConnectionLost, e);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or AuthenticationException)
        {
            throw Break(Lost("broke the connection"), MailProblem.ConnectionLost, e);
        }
    }

    private string Lost(string how) => LastWords is null ? $"{server.Host} {how}." : $"{server.Host} {how}. It said: {LastWords}";

    private void ThrowIfUnusable(CancellationToken c)
    {
        ThrowIfBroken();
        if (!c.IsCancellationRequested)
            return;
        broken = true; // a question may stand in the air whose answer would be taken for that of the next one
        c.ThrowIfCancellationRequested();
    }

    private void ThrowIfBroken()
    {
        if (broken)
            throw new MailException($"The connection to {server.Host} is no longer usable.", MailProblem.ConnectionLost, Retry.Later);
    }
}
