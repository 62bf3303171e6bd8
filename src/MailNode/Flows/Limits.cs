namespace MailNode.Flows;

/// <summary>What the node takes from a mailbox at most.</summary>
internal static class Limits
{
    /// <summary>Bytes of one mail; a larger one is left where it is.</summary>
    public const long MailBytes = 40 * 1024 * 1024;
}
