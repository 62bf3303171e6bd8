using MailNode.OpenPgp;

namespace MailNode.Core.Contacts;

/// <summary>A person with a node, folded from what they said and what we decided.</summary>
public sealed record Contact
{
    public required Fingerprint Fingerprint { get; init; }
    public required string Name { get; init; }
    public required string Address { get; init; }
    public required Trust Trust { get; init; }

    /// <summary>Minimal certificate, as it came with the invite or the hello.</summary>
    public required ReadOnlyMemory<byte> Certificate { get; init; }

    /// <summary>We said yes, by an invite or by a person's decision.</summary>
    public required bool Accepted { get; init; }

    /// <summary>They wrote a hello or a welcome: their node knows us.</summary>
    public required bool Answered { get; init; }

    /// <summary>Both sides have said yes: posts go to them, and theirs are shown.</summary>
    public bool IsFriend => Accepted && Answered;

    public Person AsPerson => new(Name, Address, Fingerprint, Trust);
}
