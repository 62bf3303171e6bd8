namespace MailNode.Tests.Mime;

/// <summary>The same "random" numbers at every run (xorshift).</summary>
internal sealed class SeededNumbers(ulong seed)
{
    private ulong state = seed;

    public int Below(int limit)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (int)(state % (ulong)limit);
    }

    /// <summary>Two positions in order.</summary>
    public (int From, int To) Range(int length)
    {
        var (a, b) = (Below(length + 1), Below(length + 1));
        return (Math.Min(a, b), Math.Max(a, b));
    }
}
