using System.Text;

namespace MailNode.Configuration;

/// <summary>Reads all that a process prints, so that it never waits for us, and keeps the beginning of it.</summary>
internal sealed class BoundedText
{
    private readonly StringBuilder kept = new();
    private readonly int limit;

    /// <summary>Begins to read.</summary>
    public BoundedText(TextReader reader, int limit)
    {
        this.limit = limit;
        End = DrainAsync(reader);
    }

    /// <summary>Done when there is no more to come.</summary>
    public Task End { get; }

    /// <summary>What there is up to now.</summary>
    public string Text
    {
        get
        {
            lock (kept)
                return kept.ToString();
        }
    }

    private async Task DrainAsync(TextReader reader)
    {
        var piece = new char[1024];
        try
        {
            while (await reader.ReadAsync(piece.AsMemory()) is > 0 and var length)
                Keep(piece.AsSpan(0, length));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The pipe broke with the process: what came before is all there is.
        }
    }

    private void Keep(ReadOnlySpan<char> piece)
    {
        lock (kept)
            kept.Append(piece[..Math.Min(piece.Length, limit - kept.Length)]);
    }
}
