using System.Buffers;
using System.Buffers.Text;

namespace MailNode.OpenPgp.Large;

/// <summary>The bytes that base64 in lines stands for; ends where it is not base64.</summary>
internal sealed class DearmoredStream(Stream text) : ForwardStream
{
    private const int Quantum = 4;
    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\r\n"u8);

    private readonly byte[] piece = new byte[16 << 10];
    private readonly byte[] letters = new byte[(16 << 10) + Quantum];
    private readonly byte[] bytes = new byte[16 << 10];
    private int lettersHeld;
    private int at;
    private int filled;
    private bool isOver;

    /// <summary>Was it base64, and something in it? Known at the end.</summary>
    public bool IsSound { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (at == filled && !isOver)
            await FillAsync(cancellationToken);
        var count = Math.Min(buffer.Length, filled - at);
        bytes.AsMemory(at, count).CopyTo(buffer);
        at += count;
        return count;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        var read = await text.ReadAsync(piece, cancellationToken);
        Gather(piece.AsSpan(0, read));
        isOver = read == 0;
        // The last letters wait: only at the end may they be padding.
        var count = isOver ? lettersHeld : Math.Max(0, lettersHeld - 1) / Quantum * Quantum;
        var status = Base64.DecodeFromUtf8(letters.AsSpan(0, count), bytes, out _, out filled, isFinalBlock: isOver);
        at = 0;
        letters.AsSpan(count, lettersHeld - count).CopyTo(letters);
        lettersHeld -= count;
        IsSound |= filled > 0;
        if (status == OperationStatus.Done)
            return;
        (IsSound, isOver, filled) = (false, true, 0);
    }

    private void Gather(ReadOnlySpan<byte> part)
    {
        while (!part.IsEmpty)
        {
            var white = part.IndexOfAny(White);
            var run = white < 0 ? part : part[..white];
            run.CopyTo(letters.AsSpan(lettersHeld));
            lettersHeld += run.Length;
            part = white < 0 ? default : part[(white + 1)..];
        }
    }
}
