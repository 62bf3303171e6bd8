using System.Buffers.Binary;

namespace MailNode.OpenPgp;

/// <summary>Names a version 4 key by the SHA-1 of its public part (RFC 9580, section 5.5.4.2).</summary>
public readonly record struct Fingerprint
{
    /// <summary>How many bytes a version 4 fingerprint has.</summary>
    public const int Length = 20;

    private const int LongestText = 4 * Length;
    private readonly ulong head;
    private readonly ulong middle;
    private readonly uint tail;

    /// <summary>Takes exactly <see cref="Length"/> bytes.</summary>
    public Fingerprint(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        head = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        middle = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        tail = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>The last eight bytes, by which messages and old signatures name a key. Several keys may have the same.</summary>
    public ulong KeyId => (middle << 32) | tail;

    /// <summary>Reads 40 hex digits in any case, with spaces anywhere.</summary>
    public static bool TryParse(string? hex, out Fingerprint fingerprint)
    {
        fingerprint = default;
        if (hex is null || hex.Length > LongestText)
            return false;
        var digits = hex.Replace(" ", "", StringComparison.Ordinal);
        if (digits.Length != 2 * Length || !digits.All(char.IsAsciiHexDigit))
            return false;
        fingerprint = new Fingerprint(Convert.FromHexString(digits));
        return true;
    }

    /// <summary>The bytes, in the order in which they are printed.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, head);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), middle);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), tail);
        return bytes;
    }

    /// <summary>For people to compare: ten groups of four digits.</summary>
    public string Grouped() => string.Join(' ', ToString().Chunk(4).Select(group => new string(group)));

    /// <inheritdoc/>
    public override string ToString() => Convert.ToHexString(ToBytes());
}
