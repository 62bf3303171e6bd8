namespace MailNode.Core.Contacts;

/// <summary>How a person is known, in words from our own templates. The numbers are stored; entries are added, never changed.</summary>
public enum Trust
{
    Stranger = 0,
    Requested = 1,
    Invited = 2,
    Introduced = 3,
    Verified = 4,
    Blocked = 5,

    /// <summary>The user's own node.</summary>
    Self = 6,
}

/// <summary>The spelling of trust in output.</summary>
public static class TrustWords
{
    public static string Word(this Trust trust) => trust switch
    {
        Trust.Requested => "requested",
        Trust.Invited => "invited",
        Trust.Introduced => "introduced",
        Trust.Verified => "verified",
        Trust.Blocked => "blocked",
        Trust.Self => "self",
        _ => "stranger",
    };
}
