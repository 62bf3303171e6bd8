using System.Text.RegularExpressions;

namespace MailNode.LoopbackMail.Faults;

/// <summary>Which of the two streams of a connection.</summary>
public enum Toward
{
    /// <summary>What the server says.</summary>
    Client = 0,

    /// <summary>What the client says.</summary>
    Server = 1,
}

/// <summary>Something that a network does to a stream, at one place in it.</summary>
/// <param name="Toward">The stream.</param>
/// <param name="At">The place; each connection is counted anew.</param>
/// <param name="Deed">What happens there.</param>
public sealed record Fault(Toward Toward, Place At, Deed Deed)
{
    private int happened;

    /// <summary>How often it happens, over all connections.</summary>
    public int Times { get; init; } = int.MaxValue;

    /// <summary>Counts; false when it has happened often enough.</summary>
    internal bool MayHappen() => Interlocked.Increment(ref happened) <= Times;
}

/// <summary>Where in a stream.</summary>
public abstract record Place
{
    private Place()
    {
    }

    /// <summary>Behind so many bytes of a connection: the next one is the one that is hit.</summary>
    public sealed record Byte(long Offset) : Place;

    /// <summary>At each line, without its end, in which the pattern is found; it needs a stream without TLS and compression.</summary>
    public sealed record Line(Regex Pattern) : Place;
}

/// <summary>What happens to a stream.</summary>
public abstract record Deed
{
    private Deed()
    {
    }

    /// <summary>Both sides see the other one close the connection (FIN).</summary>
    public sealed record Cut : Deed;

    /// <summary>Both sides see the connection reset (RST).</summary>
    public sealed record Reset : Deed;

    /// <summary>Nothing goes on in this direction for so long by the proxy's clock, or until it is released.</summary>
    public sealed record Stall(TimeSpan For) : Deed;

    /// <summary>From here on every byte comes alone.</summary>
    public sealed record Dribble : Deed;

    /// <summary>The byte is another one: these bits of it are turned.</summary>
    public sealed record Corrupt(byte Bits = 0xff) : Deed;

    /// <summary>So many bytes come twice, or the line.</summary>
    public sealed record Duplicate(int Bytes = 1) : Deed;

    /// <summary>So many bytes never come, or the line.</summary>
    public sealed record Swallow(int Bytes = 1) : Deed;

    /// <summary>
    /// These bytes come in between, so many times or until nobody takes them any more: a server that has lost its wits, or somebody
    /// who writes into the stream.
    /// </summary>
    public sealed record Insert(ReadOnlyMemory<byte> Bytes, long Times = 1) : Deed;
}
