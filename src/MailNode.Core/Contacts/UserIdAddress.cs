using MailNode.Mime;

namespace MailNode.Core.Contacts;

/// <summary>The address in an OpenPGP user id, which is by custom a name and an address in angle brackets (RFC 9580, section 5.11).</summary>
public static class UserIdAddress
{
    /// <summary>Null where the user id has no address, or more than one place that could be it.</summary>
    public static EmailAddress? Of(string userId)
    {
        var text = userId.Trim();
        var open = text.LastIndexOf('<');
        if (open < 0) return EmailAddress.TryParse(text, out var bare) ? bare : null;
        return open == text.IndexOf('<', StringComparison.Ordinal) && text.EndsWith('>') && EmailAddress.TryParse(text[(open + 1)..^1], out var bracketed)
            ? bracketed
            : null;
    }
}
