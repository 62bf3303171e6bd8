namespace MailNode.Transport.Imap;

/// <summary>A counted block inside a response; shorter than announced when more was sent than was wanted.</summary>
internal readonly record struct ImapLiteral(ReadOnlyMemory<byte> Bytes, long Announced)
{
    public bool IsCut => Bytes.Length < Announced;
}

/// <summary>Who a response is for.</summary>
internal enum ImapResponseKind
{
    Untagged = 0,
    Continuation = 1,
    Tagged = 2,
}

/// <summary>
/// One response of the server: its text, with a line feed at the place of each literal's bytes, and the literals beside it.
/// The text is valid until the next response is read; the literals are for keeping.
/// </summary>
internal sealed class ImapResponse(ReadOnlyMemory<byte> text, IReadOnlyList<ImapLiteral> literals)
{
    public ReadOnlySpan<byte> Text => text.Span;

    public IReadOnlyList<ImapLiteral> Literals { get; } = literals;

    /// <summary>What it costs to have it, in bytes, with all that was announced.</summary>
    public long Weight => text.Length + Literals.Sum(literal => literal.Announced) + 16;

    public ImapResponseKind Kind => Text switch
    {
        [(byte)'*', (byte)' ', ..] => ImapResponseKind.Untagged,
        [(byte)'+', (byte)' ', ..] or [(byte)'+'] => ImapResponseKind.Continuation, // Quirk: a lone "+" without text
        // Quirk: Exchange sends "[COPYUID 55 31 6]" without "* OK"; a tag never begins so (What_transcripts_say_of_copies_is_read).
        [(byte)'[', ..] => ImapResponseKind.Untagged,
        _ => ImapResponseKind.Tagged,
    };

    /// <summary>A cursor behind "* ".</summary>
    public ImapLine Untagged() => new(this, 2);

    /// <summary>What follows "+ ".</summary>
    public ReadOnlySpan<byte> Prompt => text.Length > 2 ? Text[2..] : default;
}
