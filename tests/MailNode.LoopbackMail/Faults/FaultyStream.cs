using System.Net.Sockets;
using System.Text;

namespace MailNode.LoopbackMail.Faults;

/// <summary>One direction of a connection. Bytes are passed on in pieces, and each fault is looked for in each piece.</summary>
internal sealed class FaultyStream
{
    private const int MaxLine = 1 << 20;

    private readonly FaultProxy proxy;
    private readonly FaultyConnection connection;
    private readonly Toward toward;
    private readonly Socket source;
    private readonly Socket target;
    private readonly List<(long Offset, Fault Fault)> atBytes;
    private readonly List<(Place.Line Line, Fault Fault)> atLines;
    private readonly List<byte> line = []; // the begin of one that is not whole yet
    private long passed;
    private bool dribbles;

    public FaultyStream(
        FaultProxy proxy, FaultyConnection connection, Toward toward, Socket source, Socket target, IReadOnlyList<Fault> faults)
    {
        (this.proxy, this.connection, this.toward, this.source, this.target) = (proxy, connection, toward, source, target);
        var mine = faults.Where(fault => fault.Toward == toward).ToArray();
        atBytes = [.. from fault in mine where fault.At is Place.Byte let at = (Place.Byte)fault.At orderby at.Offset select (at.Offset, fault)];
        atLines = [.. from fault in mine where fault.At is Place.Line select ((Place.Line)fault.At, fault)];
    }

    public async Task RunAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            await ActAtAsync(); // a fault before the first byte waits for none
            while (await source.ReceiveAsync(buffer) is > 0 and var count)
            {
                if (!connection.IsOver)
                    await TakeAsync(buffer.AsMemory(0, count));
            }
            if (!connection.IsOver)
                await PassAsync(line.ToArray());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            if (!connection.IsOver)
                connection.Reset(); // one side broke off, and so does the other
        }
        FaultyConnection.ShutDown(target);
    }

    /// <summary>Where lines matter, each is held back until it is whole.</summary>
    private async Task TakeAsync(ReadOnlyMemory<byte> bytes)
    {
        while (atLines.Count > 0 && !connection.IsOver && bytes.Span.IndexOf((byte)'\n') is >= 0 and var end)
        {
            line.AddRange(bytes.Span[..(end + 1)]);
            bytes = bytes[(end + 1)..];
            var whole = line.ToArray();
            line.Clear();
            await PassLineAsync(whole);
        }
        if (connection.IsOver)
            return;
        if (atLines.Count > 0 && line.Count + bytes.Length <= MaxLine)
            line.AddRange(bytes.Span);
        else
            await PassAsync(bytes);
    }

    private async Task PassLineAsync(byte[] whole)
    {
        var text = Encoding.Latin1.GetString(whole).TrimEnd('\r', '\n');
        var hit = atLines.Where(entry => entry.Line.Pattern.IsMatch(text) && entry.Fault.MayHappen()).ToArray();
        ReadOnlyMemory<byte> rest = whole;
        foreach (var (_, fault) in hit)
            rest = await ActAsync(fault.Deed, rest, whole.Length);
        await PassAsync(rest);
    }

    /// <summary>Sends a piece, with what happens at the bytes in it.</summary>
    private async Task PassAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!connection.IsOver && !bytes.IsEmpty)
        {
            var next = atBytes.Count > 0 ? Math.Min(bytes.Length, atBytes[0].Offset - passed) : bytes.Length;
            await SendAsync(bytes[..(int)next]);
            passed += next;
            bytes = await ActAtAsync(bytes[(int)next..]);
        }
    }

    private Task<ReadOnlyMemory<byte>> ActAtAsync() => ActAtAsync(default);

    /// <summary>Does what is to be done at this byte; gives what is left of the piece, which begins here.</summary>
    private async Task<ReadOnlyMemory<byte>> ActAtAsync(ReadOnlyMemory<byte> rest)
    {
        while (!connection.IsOver && atBytes.Count > 0 && atBytes[0].Offset <= passed
            && (!rest.IsEmpty || NeedsNoByte(atBytes[0].Fault.Deed)))
        {
            var fault = atBytes[0].Fault;
            atBytes.RemoveAt(0);
            if (fault.MayHappen())
                rest = await ActAsync(fault.Deed, rest, null);
        }
        return rest;
    }

    private static bool NeedsNoByte(Deed deed) => deed is Deed.Cut or Deed.Reset or Deed.Dribble or Deed.Insert;

    /// <summary>A line is hit as a whole, else so many bytes as the deed says.</summary>
    private async Task<ReadOnlyMemory<byte>> ActAsync(Deed deed, ReadOnlyMemory<byte> rest, int? wholeLine)
    {
        switch (deed)
        {
            case Deed.Cut:
                connection.Cut();
                break;
            case Deed.Reset:
                connection.Reset();
                break;
            case Deed.Stall { For: var time }:
                var released = proxy.Released;
                proxy.NoteStall();
                await Task.WhenAny(released, Task.Delay(time, proxy.Clock));
                break;
            case Deed.Dribble:
                dribbles = true;
                break;
            case Deed.Insert { Bytes: var bytes, Times: var times }:
                for (var i = 0L; i < times && !connection.IsOver; i++)
                    await SendAsync(bytes);
                break;
            case Deed.Corrupt { Bits: var bits }:
                return new byte[] { (byte)(rest.Span[0] ^ bits) }.Concat(rest[1..].ToArray()).ToArray();
            case Deed.Duplicate { Bytes: var count }:
                await SendAsync(rest[..Math.Min(wholeLine ?? count, rest.Length)]);
                break;
            case Deed.Swallow { Bytes: var count }:
                var gone = Math.Min(wholeLine ?? count, rest.Length);
                passed += gone;
                return rest[gone..];
        }
        return rest;
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty && !connection.IsOver)
        {
            var count = await target.SendAsync(bytes[..(dribbles ? 1 : bytes.Length)]);
            proxy.Count(toward, count);
            bytes = bytes[count..];
        }
    }
}
