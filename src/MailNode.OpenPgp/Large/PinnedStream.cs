namespace MailNode.OpenPgp.Large;

/// <summary>A part of a pinned source, from its beginning.</summary>
internal sealed class PinnedStream(PinnedSource source, long from, long to) : ForwardStream
{
    private long at = from;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || at == to)
            return 0;
        var here = await source.FromAsync(at, cancellationToken);
        var count = (int)Math.Min(Math.Min(here.Length, buffer.Length), to - at);
        here[..count].CopyTo(buffer);
        at += count;
        return count;
    }
}
