using System.Buffers.Binary;

namespace MailNode.OpenPgp;

/// <summary>Names a key by a hash of its public part: SHA-1 for version 4, SHA-256 for version 6 (RFC 9580, section 5.5.4).</summary>
public readonly record struct Fingerprint
{
    /// <summary>How many bytes the fingerprint of a version 4 key has.</summary>
    public const int Version4Length = 20;

    /// <summary>How many bytes the fingerprint of a version 6 key has.</summary>
    public const int Version6Length = 32;

    private readonly ulong first;
    private readonly ulong second;
    private readonly ulong third;
    private readonly ulong fourth;
    private readonly bool isVersion6;

    /// <summary>Takes exactly <see cref="Version4Length"/> or <see cref="Version6Length"/> bytes; they tell the version.</summary>
    public Fingerprint(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is not (Version4Length or Version6Length))
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes.Length, "A fingerprint has 20 or 32 bytes.");
        isVersion6 = bytes.Length == Version6Length;
        first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        second = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        third = isVersion6 ? BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]) : (ulong)BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]) << 32;
        fourth = isVersion6 ? BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]) : 0;
    }

    /// <summary>The version of the key: 4 or 6.</summary>
    public int Version => isVersion6 ? 6 : 4;

    /// <summary>How many bytes it has.</summary>
    public int Length => isVersion6 ? Version6Length : Version4Length;

    /// <summary>
    /// Eight of the bytes, by which messages and old signatures name a key: the last of version 4, the first of version 6
    /// (RFC 9580, section 5.5.4). Several keys may have the same.
    /// </summary>
    public ulong KeyId => isVersion6 ? first : (second << 32) | (third >> 32);

    /// <summary>Reads 40 or 64 hex digits in any case, with spaces anywhere (no more of them than digits).</summary>
    public static bool TryParse(string? hex, out Fingerprint fingerprint)
    {
        fingerprint = default;
        if (hex is null || hex.Length > 4 * Version6Length)
            return false;
        var digits = hex.Replace(" ", "", StringComparison.Ordinal);
        if (digits.Length is not (2 * Version4Length or 2 * Version6Length) || hex.Length > 2 * digits.Length || !digits.All(char.IsAsciiHexDigit))
            return false;
        fingerprint = new Fingerprint(Convert.FromHexString(digits));
        return true;
    }

    /// <summary>The bytes, in the order in which they are printed.</summary>
    public byte[] ToBytes()
    {
        Span<byte> bytes = stackalloc byte[Version6Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, first);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], second);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], third);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], fourth);
        return bytes[..Length].ToArray();
    }

    /// <summary>For people to compare: ten or sixteen groups of four digits.</summary>
    public string Grouped() => string.Join(' ', ToString().Chunk(4).Select(group => new string(group)));

    /// <inheritdoc/>
    public override string ToString() => Convert.ToHexString(ToBytes());
}
