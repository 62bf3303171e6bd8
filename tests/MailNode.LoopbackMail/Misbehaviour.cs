namespace MailNode.LoopbackMail;

/// <summary>
/// Something that a real server or network does now and then. Where a text is named, it is looked for, regardless of case, in
/// each line that a client sends, but not in what it stores; the end of the mail in SMTP is heard as <see cref="EndOfData"/>, and
/// a new connection as <see cref="Greeting"/>.
/// </summary>
public abstract record Misbehaviour
{
    /// <summary>What is heard when a client has sent the last dot of a mail, or the last chunk.</summary>
    public const string EndOfData = "<end of data>";

    /// <summary>What is heard when a client connects.</summary>
    public const string Greeting = "<greeting>";

    private int met;

    private Misbehaviour()
    {
    }

    /// <summary>The server takes the mail, and the connection is cut before it can say so.</summary>
    public static Misbehaviour CutBeforeMailIsAcknowledged => new CutAfterDoing(EndOfData);

    /// <summary>How often it could happen and does not, before it does.</summary>
    public int Spared { get; init; }

    /// <summary>How often it happens.</summary>
    public int Times { get; init; } = int.MaxValue;

    /// <summary>Said, and nothing is done; null where the server does what it is asked for.</summary>
    internal virtual string? Instead => null;

    /// <summary>The connection ends before anything is done.</summary>
    internal virtual bool CutsBefore => false;

    /// <summary>The connection ends when all is done and said.</summary>
    internal virtual bool CutsAfter => false;

    /// <summary>Counts; false when it is too early or has happened often enough.</summary>
    internal bool MayHappen() => Interlocked.Increment(ref met) - Spared is > 0 and var happened && happened <= Times;

    internal virtual bool IsAbout(string line) => false;

    /// <summary>Happens before the server does what the line asks for.</summary>
    internal virtual void Happen()
    {
    }

    /// <summary>What the client gets to hear instead of what the server said, piece by piece as it is sent.</summary>
    internal virtual string Change(string said) => said;

    /// <summary>The connection is cut after so many bytes of what the server says on it.</summary>
    public sealed record CutAfterBytes(long Bytes) : Misbehaviour;

    /// <summary>SMTP refuses one recipient: "450 4.2.1 Later" or "550 5.7.1 Never".</summary>
    public sealed record RefuseRecipient(string Address, string Reply) : Misbehaviour;

    /// <summary>What is about a line of the client.</summary>
    public abstract record OnLine(string Text) : Misbehaviour
    {
        internal override bool IsAbout(string line) => line.Contains(Text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The connection is cut instead of doing what the line asks for, perhaps with a word, such as "* BYE Shutting down".</summary>
    public sealed record CutOnLine(string Text, string LastWords = "") : OnLine(Text)
    {
        internal override string? Instead => LastWords;

        internal override bool CutsBefore => true;
    }

    /// <summary>The server does what the line asks for, and the connection is cut before the reply.</summary>
    public sealed record CutAfterDoing(string Text) : OnLine(Text)
    {
        internal override bool CutsAfter => true;

        internal override string Change(string said) => "";
    }

    /// <summary>The server does what the line asks for and says nothing.</summary>
    public sealed record Swallow(string Text) : OnLine(Text)
    {
        internal override string Change(string said) => "";
    }

    /// <summary>
    /// The server says this and does nothing: "NO [OVERQUOTA] Full" or "BAD ..." in IMAP, where the tag is put before it unless it
    /// begins with * or +; "451 ..." in SMTP. It may hold several lines, and rubbish.
    /// </summary>
    public sealed record Answer(string Text, string Reply) : OnLine(Text)
    {
        internal override string? Instead => Reply;
    }

    /// <summary>
    /// The server does what the line asks for, and tells it otherwise: <paramref name="To"/> gets whole lines as they are about to be
    /// sent, a byte a character, and gives what is sent. While a client idles, that is one piece for each news.
    /// </summary>
    public sealed record Retell(string Text, Func<string, string> To) : OnLine(Text)
    {
        internal override string Change(string said) => To(said);
    }

    /// <summary>Something happens in the mailbox just before the server does what the line asks for.</summary>
    public sealed record Meanwhile(string Text, Action Deed) : OnLine(Text)
    {
        internal override void Happen() => Deed();
    }
}
