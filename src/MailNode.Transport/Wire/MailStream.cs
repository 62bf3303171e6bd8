using System.Net.Sockets;
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
    private Stream stream = stream;
    private byte[] buffer = new byte[Room];
    private int start;
    private int end;
    private Task<int>? waiting; // a read begun by WaitAsync whose bytes nobody has taken yet
    private bool broken;

    /// <summary>How long to wait for the next bytes.</summary>
    public TimeSpan Patience { get; set; } = server.Timeout;

    /// <summary>What is written now is a login: whoever shows the conversation must not show it.</summary>
    public bool IsSecret { get; set; }

    /// <summary>The server said this before it hung up; part of the message when it does.</summary>
    public string? LastWords { get; set; }

    /// <summary>Something has arrived that nobody has read.</summary>
    public bool HasUnread => end > start || waiting is { IsCompleted: true };

    /// <summary>True once the stream cannot be used any more.</summary>
    public bool IsBroken => broken;

    /// <summary>The next line without its line end; its bytes are valid until the next read.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadLineAsync(CancellationToken c)
    {
        ThrowIfBroken();
        var scanned = 0;
        while (true)
        {
            var at = buffer.AsSpan(start + scanned, end - start - scanned).IndexOf((byte)'\n');
            if (at >= 0)
                return TakeLine(scanned + at);
            scanned = end - start;
            if (scanned > MaxLine)
                throw Break($"{server.Host} sent a line longer than {MaxLine} bytes.", MailProblem.Garbage, null);
            await FillAsync(c).ConfigureAwait(false);
        }
    }

    /// <summary>Fills <paramref name="block"/> with the next bytes.</summary>
    public async ValueTask ReadBlockAsync(Memory<byte> block, CancellationToken c)
    {
        while (true)
        {
            var ready = Math.Min(end - start, block.Length);
            buffer.AsSpan(start, ready).CopyTo(block.Span);
            start += ready;
            block = block[ready..];
            if (block.IsEmpty)
                return;
            if (block.Length >= Room && waiting is null)
                block = block[await ReceiveAsync(block, c).ConfigureAwait(false)..];
            else
                await FillAsync(c).ConfigureAwait(false);
        }
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
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(bytes.Length, Room)];
            bytes = bytes[piece.Length..];
            await WithinTimeAsync(async token =>
            {
                await stream.WriteAsync(piece, token).ConfigureAwait(false);
                return piece.Length;
            }, c).ConfigureAwait(false);
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
        return line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;
    }

    private async ValueTask FillAsync(CancellationToken c)
    {
        if (waiting is { } begun)
        {
            // No token into the read: it was begun without one. Leaving it behind breaks the stream all the same.
            end += await WithinTimeAsync(token => new ValueTask<int>(begun.WaitAsync(token)), c).ConfigureAwait(false);
            waiting = null;
            return;
        }
        MakeRoom();
        end += await ReceiveAsync(buffer.AsMemory(end), c).ConfigureAwait(false);
    }

    private ValueTask<int> ReceiveAsync(Memory<byte> target, CancellationToken c) =>
        WithinTimeAsync(token => stream.ReadAsync(target, token), c);

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

    private async ValueTask<int> WithinTimeAsync(Func<CancellationToken, ValueTask<int>> step, CancellationToken c)
    {
        ThrowIfBroken();
        if (c.IsCancellationRequested)
        {
            broken = true; // a question may stand in the air whose answer would be taken for that of the next one
            c.ThrowIfCancellationRequested();
        }
        deadline.CancelAfter(Patience);
        using var stop = c.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        try
        {
            var count = await step(deadline.Token).ConfigureAwait(false);
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

    private void ThrowIfBroken()
    {
        if (broken)
            throw new MailException($"The connection to {server.Host} is no longer usable.", MailProblem.ConnectionLost, Retry.Later);
    }
}
