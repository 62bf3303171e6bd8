namespace MailNode.Configuration;

/// <summary>What the system says of a file that cannot be used; of an impossible name (an empty one, say) it does so in other types.</summary>
internal static class FileTrouble
{
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
