namespace MailNode.Discovery;

/// <summary>What is asked of DNS; the numbers are those on the wire (RFC 1035, section 3.2.2; RFC 2782).</summary>
internal enum DnsKind : ushort
{
    /// <summary>Another name for the same thing.</summary>
    Alias = 5,

    /// <summary>Who takes the mail of a domain.</summary>
    Exchanger = 15,

    /// <summary>Where a service of a domain is.</summary>
    Location = 33,
}

/// <summary>One record of an answer. Names are in lower case and hold letters, digits, hyphens, underscores and dots only; "" is the root.</summary>
internal abstract record DnsRecord(string Owner)
{
    /// <summary>CNAME: the owner is another name for the target.</summary>
    public sealed record Alias(string Owner, string Target) : DnsRecord(Owner);

    /// <summary>MX: the lowest preference comes first.</summary>
    public sealed record Exchanger(string Owner, ushort Preference, string Host) : DnsRecord(Owner);

    /// <summary>SRV (RFC 2782): the lowest priority comes first, and within it the highest weight; the target "" says that there is no such service.</summary>
    public sealed record Location(string Owner, ushort Priority, ushort Weight, ushort Port, string Target) : DnsRecord(Owner);
}
