namespace MailNode.LoopbackMail;

/// <summary>
/// Something that a real server or network does now and then. Where a text is named, it is looked for, regardless of case, in
/// each line that a client sends, but not in what it stores; the end of the mail in SMTP is heard as <see cref="EndOfData"/>.
/// </summary>
public abstract record Misbehaviour
{
    /// <summary>What is heard when a client has sent the last dot of a mail.</summary>
    public const string EndOfData = "<end of data>";

    private int happened;

    private Misbehaviour()
    {
    }

    /// <summary>The server takes the mail, and the connection is cut before it can say so.</summary>
    public static Misbehaviour CutBeforeMailIsAcknowledged => new CutAfterDoing(EndOfData);

    /// <summary>How often it happens.</summary>
    public int Times { get; init; } = int.MaxValue;

    /// <summary>Counts; false when it has happened often enough.</summary>
    internal bool MayHappen() => Interlocked.Increment(ref happened) <= Times;

    internal virtual bool IsAbout(string line) => false;

    /// <summary>The connection is cut after so many bytes of what the server says on it.</summary>
    public sealed record CutAfterBytes(long Bytes) : Misbehaviour;

    /// <summary>The connection is cut instead of doing what the line asks for.</summary>
    public sealed record CutOnLine(string Text) : Misbehaviour
    {
        internal override bool IsAbout(string line) => line.Contains(Text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The server does what the line asks for, and the connection is cut before the reply.</summary>
    public sealed record CutAfterDoing(string Text) : Misbehaviour
    {
        internal override bool IsAbout(string line) => line.Contains(Text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The server does what the line asks for and says nothing.</summary>
    public sealed record Swallow(string Text) : Misbehaviour
    {
        internal override bool IsAbout(string line) => line.Contains(Text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// The server says this and does nothing: "NO [OVERQUOTA] Full" or "BAD ..." in IMAP, where the tag is put before it unless it
    /// begins with * or +; "451 ..." in SMTP. It may hold several lines, and rubbish.
    /// </summary>
    public sealed record Answer(string Text, string Reply) : Misbehaviour
    {
        internal override bool IsAbout(string line) => line.Contains(Text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>SMTP refuses one recipient: "450 4.2.1 Later" or "550 5.7.1 Never".</summary>
    public sealed record RefuseRecipient(string Address, string Reply) : Misbehaviour;
}
