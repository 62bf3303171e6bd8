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
/// </summary>
internal sealed class ImapResponse(byte[] text, IReadOnlyList<ImapLiteral> literals)
{
    public ReadOnlySpan<byte> Text => text;

    public IReadOnlyList<ImapLiteral> Literals { get; } = literals;

    public ImapResponseKind Kind => text switch
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
    public ReadOnlySpan<byte> Prompt => text.Length > 2 ? text.AsSpan(2) : default;
}
