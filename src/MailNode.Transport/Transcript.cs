using System.Globalization;
using MailNode.Transport.Wire;

namespace MailNode.Transport;

/// <summary>
/// Writes down what is said between us and mail servers, for a person who reports a problem: "C: " before our lines, "S: " before
/// theirs. No password, token or answer of a login is in it, in no encoding, and nothing of any mail but its length. Addresses,
/// names of folders and what servers say to people are. Stops, with a note, at <see cref="MaxLength"/>, or when it cannot be written.
/// </summary>
public sealed class Transcript(TextWriter output, TimeProvider clock)
{
    /// <summary>Longest transcript, in characters.</summary>
    public const long MaxLength = 64L << 20;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private int conversations;
    private long length;
    private int speaking;
    private DateTimeOffset spoke;

    internal Conversation Begin(MailServer server) => new(this, server, Interlocked.Increment(ref conversations));

    /// <summary>One line; before it, whenever another connection or another second has its turn, a line that says so.</summary>
    internal void Write(Conversation conversation, string line)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (speaking != conversation.Number || now - spoke >= Pause)
                Put(string.Create(CultureInfo.InvariantCulture, $"-- {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {conversation.Server}, connection {conversation.Number}"));
            (speaking, spoke) = (conversation.Number, now);
            Put(line);
        }
    }

    private void Put(string line)
    {
        if (length > MaxLength)
            return;
        length += line.Length + 1;
        try
        {
            output.WriteLine(length > MaxLength ? "-- The transcript is full." : line);
            output.Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            length = long.MaxValue; // a full disk must not keep mail from going its way
        }
    }
}
