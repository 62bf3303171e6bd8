namespace MailNode.Core.Replies;

/// <summary>Tells mail that machines wrote from mail that people wrote (RFC 3834): the first is never answered and never posted.</summary>
public static class Automation
{
    /// <summary>Whether a machine wrote the mail with these headers. Values are expected decoded.</summary>
    public static bool IsAutomatic(IReadOnlyList<(string Name, string Value)> headers) =>
        headers.Any(header => header.Name.Equals("Auto-Submitted", StringComparison.OrdinalIgnoreCase)
            && !header.Value.Trim().Equals("no", StringComparison.OrdinalIgnoreCase));
}
