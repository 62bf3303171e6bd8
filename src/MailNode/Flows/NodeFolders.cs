namespace MailNode.Flows;

/// <summary>The node's folders in the user's mailbox.</summary>
internal static class NodeFolders
{
    public const string In = "MailNode/In", Out = "MailNode/Out", Archive = "MailNode/Archive";
    public const string Feed = "MailNode/Feed", Quarantine = "MailNode/Quarantine", Identity = "MailNode/Identity";

    public static IReadOnlyList<string> All { get; } = [In, Out, Archive, Feed, Quarantine, Identity];
}
