namespace MailNode.Transport.Maildirs;

/// <summary>The three directories of a Maildir.</summary>
internal static class MaildirPart
{
    /// <summary>Mail that no mail program has seen yet.</summary>
    public const string New = "new";

    /// <summary>Mail that one has seen; the names carry flags.</summary>
    public const string Cur = "cur";

    /// <summary>Mail that is being written.</summary>
    public const string Tmp = "tmp";

    public static readonly string[] All = [Tmp, New, Cur];
}
