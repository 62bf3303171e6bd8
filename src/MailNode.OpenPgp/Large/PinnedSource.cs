using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MailNode.OpenPgp.Large;

/// <summary>
/// A sealed message in a source that can seek and is read several times over, piece by piece. Each piece is given a tag when
/// it is first seen, under a key that nobody else has (GMAC); a later reading that finds another piece there ends, before
/// anything is made of it. So what is released is what was proven.
/// </summary>
internal sealed class PinnedSource : IDisposable
{
    public const int PieceLength = 64 << 10;
    private const int TagLength = 16;
    private const int NonceLength = 12;
    private readonly Stream source;
    private readonly bool ownsSource;
    private readonly long start;
    private readonly AesGcm pinning;
    private readonly Dictionary<int, UInt128> pins = [];
    private readonly byte[] piece = new byte[PieceLength];
    private int current = -1;
    private int filled;

    private PinnedSource(Stream source, bool ownsSource)
    {
        this.source = source;
        this.ownsSource = ownsSource;
        start = source.Position;
        Length = source.Length - start;
        Span<byte> key = stackalloc byte[16];
        RandomNumberGenerator.Fill(key);
        pinning = new AesGcm(key, TagLength);
        CryptographicOperations.ZeroMemory(key);
    }

    public long Length { get; }

    /// <summary>
    /// From where the source stands to its end as it is now: what is added to it later is not looked at. A source of its own is closed
    /// with it, and also where this throws.
    /// </summary>
    public static PinnedSource Open(Stream source, bool ownsSource)
    {
        try
        {
            return new PinnedSource(source, ownsSource);
        }
        catch when (ownsSource)
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>What stands from <paramref name="offset"/> to the end of its piece; empty at the end. Valid until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> FromAsync(long offset, CancellationToken cancellationToken)
    {
        if (offset >= Length)
            return default;
        var number = (int)(offset / PieceLength);
        if (number != current)
            await LoadAsync(number, cancellationToken);
        return piece.AsMemory(0, filled)[(int)(offset % PieceLength)..];
    }

    public void Dispose()
    {
        pinning.Dispose();
        if (ownsSource)
            source.Dispose();
    }

    private async ValueTask LoadAsync(int number, CancellationToken cancellationToken)
    {
        current = -1;
        var offset = (long)number * PieceLength;
        filled = (int)Math.Min(PieceLength, Length - offset);
        source.Position = start + offset;
        if (await source.ReadAtLeastAsync(piece.AsMemory(0, filled), filled, throwOnEndOfStream: false, cancellationToken) < filled
            || !IsAsBefore(number))
            throw new IOException("The message changed while it was being read.");
        current = number;
    }

    private bool IsAsBefore(int number)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        BinaryPrimitives.WriteInt32BigEndian(nonce, number);
        Span<byte> tag = stackalloc byte[TagLength];
        pinning.Encrypt(nonce, default, default, tag, piece.AsSpan(0, filled));
        var pin = MemoryMarshal.Read<UInt128>(tag);
        return pins.TryAdd(number, pin) || pins[number] == pin;
    }
}
