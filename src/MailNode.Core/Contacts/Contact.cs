using MailNode.OpenPgp;

namespace MailNode.Core.Contacts;

/// <summary>What somebody reads our posts with. The numbers are stored nowhere.</summary>
public enum ContactKind
{
    /// <summary>A node: it is sent packets.</summary>
    Node,

    /// <summary>An OpenPGP mail program, as far as we know: nothing is sent to it by itself.</summary>
    OpenPgp,
}

/// <summary>A person whom the node knows, folded from what they said and what we decided.</summary>
public sealed record Contact
{
    public required Fingerprint Fingerprint { get; init; }
    public required string Name { get; init; }
    public required string Address { get; init; }
    public required Trust Trust { get; init; }

    public ContactKind Kind { get; init; }

    /// <summary>Minimal certificate, as it came with the invite or the hello; what they said of it since is in <see cref="ContactBook.LaterCertificates"/>.</summary>
    public required ReadOnlyMemory<byte> Certificate { get; init; }

    /// <summary>We said yes, by an invite or by a person's decision.</summary>
    public required bool Accepted { get; init; }

    /// <summary>They wrote a hello or a welcome: their node knows us.</summary>
    public required bool Answered { get; init; }

    /// <summary>Their node has said that it understands profiles.</summary>
    public bool ReadsProfiles { get; init; }

    /// <summary>Both sides have said yes: posts go to them, and theirs are shown.</summary>
    public bool IsFriend => Accepted && Answered;

    public Person AsPerson => new(Name, Address, Fingerprint, Trust);
}
