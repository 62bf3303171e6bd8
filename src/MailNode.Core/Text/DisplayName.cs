namespace MailNode.Core.Text;

/// <summary>Names that strangers chose, made fit to stand beside our own words.</summary>
public static class DisplayName
{
    /// <summary>At most 64 characters on one line, without invisible ones; "?" where nothing can be seen.</summary>
    public static string Clean(string name) => name.Trim() is { Length: > 0 } trimmed ? trimmed[..Math.Min(64, trimmed.Length)] : "?";
}
