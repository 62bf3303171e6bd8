namespace MailNode.Transport.Imap.Commands;

/// <summary>What FETCH told about one message; null is what it did not tell.</summary>
internal sealed class Fetched
{
    public long? Size { get; set; }

    public DateTimeOffset? InternalDate { get; set; }

    public IReadOnlyList<string>? Flags { get; set; }

    /// <summary>The body or the header fields, whichever was asked for.</summary>
    public ImapLiteral? Content { get; set; }

    /// <summary>Adds what another response says about the same message.</summary>
    public void Add(Fetched other)
    {
        Size ??= other.Size;
        InternalDate ??= other.InternalDate;
        Flags = other.Flags ?? Flags;
        Content ??= other.Content;
    }
}

/// <summary>
/// What to fetch: of each message's content at most <paramref name="Keep"/> bytes, and of all together no more than
/// <paramref name="Most"/>, beyond which the server is taken for broken.
/// </summary>
internal sealed record FetchOrder(string Set, string What, long Keep = 0, long Most = 64 << 20);
