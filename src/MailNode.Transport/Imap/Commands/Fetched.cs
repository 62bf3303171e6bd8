namespace MailNode.Transport.Imap.Commands;

/// <summary>What FETCH told about one message; null is what it did not tell.</summary>
internal sealed class Fetched
{
    public uint Uid { get; set; }

    public long? Size { get; set; }

    public DateTimeOffset? InternalDate { get; set; }

    public IReadOnlyList<string>? Flags { get; set; }

    /// <summary>The body or the header fields, whichever was asked for.</summary>
    public ImapLiteral? Content { get; set; }

    /// <summary>The message is there, but asked for twice, the second time alone, the server gave nothing that can be read.</summary>
    public bool IsUnreadable { get; set; }

    /// <summary>Adds what another response says about the same message.</summary>
    public void Add(Fetched other)
    {
        Size ??= other.Size;
        InternalDate ??= other.InternalDate;
        Flags = other.Flags ?? Flags;
        Content ??= other.Content;
        IsUnreadable |= other.IsUnreadable;
    }
}

/// <summary>
/// What to fetch: of each message's content at most <paramref name="Keep"/> bytes, and of all together no more than
/// <paramref name="Most"/>, beyond which the server is taken for broken.
/// </summary>
internal sealed record FetchOrder(string Set, string What, long Keep = 0, long Most = 64 << 20)
{
    /// <summary>The same as <see cref="Set"/>, ascending.</summary>
    public ArraySegment<uint> Uids { get; init; }

    /// <summary>Whole bodies: each is handed out as soon as it is here, and one that is larger than <see cref="Keep"/> comes empty.</summary>
    public bool IsOfBodies { get; init; }

    /// <summary>About how many bytes the answer takes.</summary>
    public long Weight { get; init; }

    public ImapCommand Command => new ImapCommand("UID FETCH").Raw(Set).Raw(What);
}
