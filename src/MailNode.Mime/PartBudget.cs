namespace MailNode.Mime;

/// <summary>How many more parts one message may have, counted over its whole tree.</summary>
internal sealed class PartBudget(int parts)
{
    public int Left { get; private set; } = parts;

    public bool TryTake()
    {
        if (Left <= 0)
            return false;
        Left--;
        return true;
    }
}
