namespace MailNode.OpenPgp;

/// <summary>How a message is sealed, where it is not as usual.</summary>
public sealed record SealOptions
{
    /// <summary>How many readers a signature can name: readers pass over a signature with more subpackets than a few hundred.</summary>
    public const int MostIntended = 200;

    /// <summary>Named recipients, nobody named in the signature, version 1: what every reader can open.</summary>
    public static SealOptions Default { get; } = new();

    /// <summary>The wrapped keys do not say whose they are. Readers have to try them all.</summary>
    public bool Anonymous { get; init; }

    /// <summary>
    /// Whom the signature says the content is meant for, by primary key (RFC 9580, section 5.2.3.36), at most
    /// <see cref="MostIntended"/>; everybody else who gets to see it will refuse it. Empty to leave that open.
    /// </summary>
    public IReadOnlyList<Fingerprint> Intended { get; init; } = [];

    /// <summary>The body's version; null for the newest that every recipient's certificate says its owner reads.</summary>
    public SealVersion? Version { get; init; } = SealVersion.One;
}

/// <summary>The version of a message's encrypted body. The numbers are those on the wire.</summary>
public enum SealVersion
{
    /// <summary>AES in CFB with a SHA-1 inside (RFC 9580, section 5.13.1).</summary>
    One = 1,

    /// <summary>AES in an AEAD mode, chunk by chunk (RFC 9580, section 5.13.2).</summary>
    Two = 2,
}
