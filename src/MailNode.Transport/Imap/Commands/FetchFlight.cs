namespace MailNode.Transport.Imap.Commands;

/// <summary>One UID FETCH in flight: the messages it asked for, those that came, and how it ended.</summary>
internal sealed class FetchFlight(string tag, FetchOrder order)
{
    private readonly Fetched?[] arrived = new Fetched?[order.Uids.Count];
    private int expected; // messages come in order, as a rule: where the next one belongs
    private int taken;
    private long bytes;

    public string Tag => tag;

    public FetchOrder Order => order;

    /// <summary>How the command ended; null while it has not.</summary>
    public ImapStatus? Status { get; set; }

    /// <summary>Something came that was perhaps a message, but cannot be understood.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>What comes now may be part of a message that was announced shorter than it is.</summary>
    public bool IsSpoiled { get; set; }

    /// <summary>The command is over, and what it did not bring is known to be gone.</summary>
    public bool IsChecked { get; set; }

    public bool IsOver => IsChecked && taken == arrived.Length;

    /// <summary>Takes a message in. Null: it was not asked for. False: it is here already, and was completed.</summary>
    public bool? Put(Fetched message)
    {
        var at = Place(message.Uid);
        if (at < 0)
            return null;
        bytes += message.Content?.Bytes.Length ?? 0;
        if (at >= taken && arrived[at] is null)
            arrived[at] = message;
        // Quirk: one message in two responses, such as a change of flags in between.
        else if (at >= taken)
            arrived[at]!.Add(message);
        else
            return false;
        expected = at + 1;
        return expected > taken && ReferenceEquals(arrived[at], message);
    }

    /// <summary>More came than the messages that were asked for can hold.</summary>
    public bool IsOverfull => bytes > order.Most;

    /// <summary>The next message, ascending; whole bodies at once, the rest when the command is over and nothing can change it.</summary>
    public bool TryTake(out Fetched message)
    {
        while (taken < arrived.Length && (IsChecked || (order.IsOfBodies && arrived[taken] is { Content: not null })))
        {
            var next = arrived[taken];
            arrived[taken++] = null;
            if (next is not null)
            {
                message = next;
                return true;
            }
        }
        message = null!;
        return false;
    }

    /// <summary>Messages of which something is missing that the server perhaps has.</summary>
    public List<uint> Missing()
    {
        var missing = new List<uint>();
        for (var at = taken; at < arrived.Length; at++)
        {
            if (IsMissing(arrived[at]))
                missing.Add(order.Uids[at]);
        }
        return missing;
    }

    /// <summary>Forgets all that came: nobody wants it any more.</summary>
    public void Abandon()
    {
        Array.Clear(arrived);
        taken = arrived.Length;
    }

    private bool IsMissing(Fetched? message) => message switch
    {
        null => IsDamaged || Status is { IsOk: false }, // where all went well, what did not come is gone
        { IsUnreadable: true } => false,
        _ when order.IsOfBodies => message.Content is null,
        _ => IsDamaged && message.Size is null,
    };

    private int Place(uint uid) =>
        expected < arrived.Length && order.Uids[expected] == uid ? expected : order.Uids.AsSpan().BinarySearch(uid);
}
