namespace MailNode.OpenPgp.Large;

/// <summary>
/// Finds where in a text the base64 of the one armored block lies, holding no more than a line of it: the same blocks, by
/// the same rules, as <see cref="Armor"/> finds in memory.
/// </summary>
internal sealed class ArmorSearch(PinnedSource source)
{
    private readonly byte[] line = new byte[Armor.LongestHeaderLine + 64];
    private int lineLength;
    private ReadOnlyMemory<byte> here;
    private long behind;

    private long Position => behind - here.Length;

    /// <summary>The ends of the base64, or null if there is not exactly one sound block.</summary>
    public static async ValueTask<(long From, long To)?> FindAsync(PinnedSource source, CancellationToken cancellationToken)
    {
        var search = new ArmorSearch(source);
        var name = await search.BeginAsync(cancellationToken);
        if (name is null || !await search.HeadersAsync(cancellationToken))
            return null;
        var from = search.Position;
        var to = await search.Base64Async(cancellationToken);
        if (to is null || !await search.EndsAsync([.. Armor.End, .. name, .. Armor.Dashes], cancellationToken)
            || await search.BeginsAgainAsync(cancellationToken))
            return null;
        return (from, to.Value);
    }

    /// <summary>Steps behind the line that begins a block, and gives its name.</summary>
    private async ValueTask<byte[]?> BeginAsync(CancellationToken cancellationToken)
    {
        while (await LineAsync(cancellationToken))
        {
            if (NameIn(Line) is { } name)
                return Armor.IsBlockName(name) ? name : null;
        }
        return null;
    }

    private static byte[]? NameIn(ReadOnlySpan<byte> line) =>
        line.StartsWith(Armor.Begin) && Armor.TryName(line[Armor.Begin.Length..], out var name) ? name.ToArray() : null;

    private async ValueTask<bool> HeadersAsync(CancellationToken cancellationToken)
    {
        for (var count = 0; count <= Armor.MostHeaderLines; count++)
        {
            if (!await LineAsync(cancellationToken) || !Armor.IsHeaderLine(Line, out var isLast))
                return false;
            if (isLast)
                return true;
        }
        return false;
    }

    /// <summary>Steps to the dash behind the base64 and its checksum, and gives where the base64 ends.</summary>
    private async ValueTask<long?> Base64Async(CancellationToken cancellationToken)
    {
        long? checksum = null;
        for (var startsLine = true; await MoreAsync(cancellationToken);)
        {
            var dash = here.Span.IndexOf((byte)'-');
            var part = dash < 0 ? here : here[..dash];
            var at = checksum is null ? ChecksumIn(part.Span, startsLine) : -1;
            if (at >= 0)
                checksum = Position + at;
            if (checksum is not null && part.Span[(at + 1)..].Contains((byte)'='))
                return null;
            startsLine = !part.IsEmpty && part.Span[^1] == (byte)'\n';
            here = here[part.Length..];
            if (Position - checksum - 1 > Armor.LongestChecksum)
                return null;
            if (dash >= 0)
                return checksum ?? Position;
        }
        return null;
    }

    private static int ChecksumIn(ReadOnlySpan<byte> part, bool startsLine)
    {
        if (startsLine && part.StartsWith("="u8))
            return 0;
        var feed = part.IndexOf("\n="u8);
        return feed < 0 ? -1 : feed + 1;
    }

    private async ValueTask<bool> EndsAsync(byte[] end, CancellationToken cancellationToken)
    {
        for (var done = 0; done < end.Length;)
        {
            if (!await MoreAsync(cancellationToken))
                return false;
            var count = Math.Min(end.Length - done, here.Length);
            if (!here.Span[..count].SequenceEqual(end.AsSpan(done, count)))
                return false;
            here = here[count..];
            done += count;
        }
        return true;
    }

    private async ValueTask<bool> BeginsAgainAsync(CancellationToken cancellationToken)
    {
        var seam = new byte[2 * Armor.Begin.Length];
        var held = 0;
        while (await MoreAsync(cancellationToken))
        {
            if (BeginsIn(here.Span, seam, ref held))
                return true;
            here = default;
        }
        return false;
    }

    /// <summary>Looks across the seam to the piece before, too, of which <paramref name="seam"/> has the end.</summary>
    private static bool BeginsIn(ReadOnlySpan<byte> piece, byte[] seam, ref int held)
    {
        var most = Armor.Begin.Length - 1;
        var start = piece[..Math.Min(most, piece.Length)];
        start.CopyTo(seam.AsSpan(held));
        var joined = held + start.Length;
        if (piece.IndexOf(Armor.Begin) >= 0 || seam.AsSpan(0, joined).IndexOf(Armor.Begin) >= 0)
            return true;
        var end = piece.Length >= most ? piece[^most..] : seam.AsSpan(Math.Max(0, joined - most), Math.Min(most, joined));
        held = end.Length;
        end.CopyTo(seam);
        return false;
    }

    /// <summary>The line that was read, without its end; of one that is too long to mean anything, too long a start.</summary>
    private ReadOnlySpan<byte> Line
    {
        get
        {
            var read = line.AsSpan(0, lineLength);
            return read.EndsWith("\r"u8) ? read[..^1] : read;
        }
    }

    private async ValueTask<bool> LineAsync(CancellationToken cancellationToken)
    {
        for (lineLength = 0; await MoreAsync(cancellationToken);)
        {
            var feed = here.Span.IndexOf((byte)'\n');
            var part = feed < 0 ? here : here[..feed];
            var held = part[..Math.Min(part.Length, line.Length - lineLength)];
            held.CopyTo(line.AsMemory(lineLength));
            lineLength += held.Length;
            here = here[(part.Length + (feed < 0 ? 0 : 1))..];
            if (feed >= 0)
                return true;
        }
        return false;
    }

    private async ValueTask<bool> MoreAsync(CancellationToken cancellationToken)
    {
        if (here.IsEmpty)
        {
            here = await source.FromAsync(behind, cancellationToken);
            behind += here.Length;
        }
        return !here.IsEmpty;
    }
}
