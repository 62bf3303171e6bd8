namespace MailNode.Core.Inspection;

/// <summary>What the node takes a mail for; the first that fits, in this order.</summary>
public enum MailKind
{
    /// <summary>Bodies that the node would try to open.</summary>
    Sealed,

    /// <summary>A report about the delivery of another mail.</summary>
    Bounce,

    /// <summary>From a machine: never answered, never posted.</summary>
    Automatic,

    /// <summary>A person's answer to another mail.</summary>
    Reply,

    /// <summary>Any other mail.</summary>
    Plain,
}
