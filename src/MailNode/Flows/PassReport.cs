namespace MailNode.Flows;

/// <summary>What one pass did.</summary>
internal sealed record PassReport
{
    /// <summary>Mails taken in as ours.</summary>
    public int Received { get; set; }

    /// <summary>Packets that were new to the view.</summary>
    public int Folded { get; set; }

    /// <summary>Deliveries that a server took: one per packet and recipient.</summary>
    public int Sent { get; set; }

    /// <summary>Mails for us that could not be opened, verified or understood.</summary>
    public int Quarantined { get; set; }

    /// <summary>New mails that the server has and does not hand out in a form that can be read: they stay where they are.</summary>
    public int Unreadable { get; set; }

    /// <summary>Deliveries that failed, for now or for good.</summary>
    public int Failed { get; set; }
}
