using System.Diagnostics.CodeAnalysis;

namespace MailNode.Mime;

/// <summary>A mailbox of somebody, local@domain, as in an addr-spec (RFC 5322, 3.4.1; RFC 6532).</summary>
/// <remarks>
/// Equality ignores the case of both halves: the standard makes the local part case-sensitive, no real server does.
/// Neither half can hold a control character, a blank at an edge, or half of a surrogate pair.
/// </remarks>
public readonly record struct EmailAddress
{
    /// <summary>Characters of both halves together: more than RFC 5321 allows, since bounce addresses overrun it.</summary>
    public const int MaxLength = 320;

    private readonly string? local;
    private readonly string? domain;

    internal EmailAddress(string local, string domain)
    {
        this.local = local;
        this.domain = domain;
    }

    /// <summary>The local part without its quotes.</summary>
    public string Local => local ?? "";

    /// <summary>The domain as written, or a literal in brackets.</summary>
    public string Domain => domain ?? "";

    public static bool TryParse([NotNullWhen(true)] string? text, out EmailAddress address)
    {
        address = default;
        if (text is null || text.Length > MaxLength * 2)
            return false;
        var cursor = new AddressCursor(text.AsSpan().Trim(' '));
        if (!cursor.TryTakeLocalPart(out var local) || !cursor.TryTake('@') || !cursor.TryTakeDomain(out var domain) || !cursor.AtEnd)
            return false;
        if (local.Length + domain.Length + 1 > MaxLength)
            return false;
        address = new EmailAddress(local, domain);
        return true;
    }

    /// <exception cref="FormatException">The text is not an address. For text that we wrote ourselves.</exception>
    public static EmailAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not an email address.");

    public bool Equals(EmailAddress other) =>
        Local.Equals(other.Local, StringComparison.OrdinalIgnoreCase) && Domain.Equals(other.Domain, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() =>
        HashCode.Combine(Local.GetHashCode(StringComparison.OrdinalIgnoreCase), Domain.GetHashCode(StringComparison.OrdinalIgnoreCase));

    /// <summary>The addr-spec, its local part quoted where it has to be.</summary>
    public override string ToString() =>
        Domain.Length == 0 ? "" : (Grammar.IsDotAtom(Local) ? Local : Grammar.Quote(Local)) + "@" + Domain;
}
