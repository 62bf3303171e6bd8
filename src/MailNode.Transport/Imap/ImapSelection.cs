namespace MailNode.Transport.Imap;

/// <summary>The open folder: how it was when it was opened, and what has changed since.</summary>
internal sealed class ImapSelection(string wireName, bool readOnly)
{
    public string WireName { get; } = wireName;

    public bool IsReadOnly { get; } = readOnly;

    /// <summary>0 where the server has none.</summary>
    public uint UidValidity { get; private set; }

    /// <summary>0 where the server did not say.</summary>
    public uint UidNext { get; private set; }

    /// <summary>Rises with every change in the folder (RFC 7162, HIGHESTMODSEQ); 0 where the server did not say.</summary>
    public ulong ModSeq { get; private set; }

    public int Count { get; private set; }

    /// <summary>Changes with whatever changes in the folder, where the server has CONDSTORE; null where it has not.</summary>
    public (uint UidValidity, uint UidNext, int Count, ulong ModSeq)? Stamp => ModSeq > 0 ? (UidValidity, UidNext, Count, ModSeq) : null;

    /// <summary>Messages have come or gone since <see cref="Settle"/>.</summary>
    public bool HasChanged { get; private set; }

    public void Settle() => HasChanged = false;

    /// <summary>Takes a response code with one number.</summary>
    public void Learn(string code, ulong number)
    {
        if (code == "HIGHESTMODSEQ")
            ModSeq = number;
        else if (number > uint.MaxValue)
            return;
        else if (code == "UIDVALIDITY")
            UidValidity = (uint)number;
        else if (code == "UIDNEXT")
            UidNext = (uint)number;
    }

    public void Exists(ulong number)
    {
        var count = (int)Math.Min(number, int.MaxValue);
        HasChanged |= count != Count;
        Count = count;
    }

    public void Expunged()
    {
        HasChanged = true;
        Count = Math.Max(0, Count - 1);
    }

    /// <summary>Messages went, by UID (RFC 7162, section 3.2.10): how many is said by EXISTS when the folder is opened again.</summary>
    public void Vanished() => HasChanged = true;
}
