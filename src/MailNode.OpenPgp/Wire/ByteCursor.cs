using System.Buffers.Binary;

namespace MailNode.OpenPgp.Wire;

/// <summary>Walks the body of one packet; every step fails, instead of throwing, where bytes are missing.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> rest)
{
    public ReadOnlySpan<byte> Rest { get; private set; } = rest;

    public readonly bool AtEnd => Rest.IsEmpty;

    public bool TryByte(out byte value)
    {
        value = 0;
        if (!TryTake(1, out var taken))
            return false;
        value = taken[0];
        return true;
    }

    public bool TryUInt16(out int value)
    {
        value = 0;
        if (!TryTake(2, out var taken))
            return false;
        value = BinaryPrimitives.ReadUInt16BigEndian(taken);
        return true;
    }

    public bool TryUInt32(out uint value)
    {
        value = 0;
        if (!TryTake(4, out var taken))
            return false;
        value = BinaryPrimitives.ReadUInt32BigEndian(taken);
        return true;
    }

    public bool TryUInt64(out ulong value)
    {
        value = 0;
        if (!TryTake(8, out var taken))
            return false;
        value = BinaryPrimitives.ReadUInt64BigEndian(taken);
        return true;
    }

    public bool TryTake(int length, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (length < 0 || length > Rest.Length)
            return false;
        taken = Rest[..length];
        Rest = Rest[length..];
        return true;
    }

    /// <summary>Bytes after a length of one octet (curve OIDs, KDF parameters).</summary>
    public bool TryShort(out ReadOnlySpan<byte> taken)
    {
        taken = default;
        return TryByte(out var length) && TryTake(length, out taken);
    }

    /// <summary>A multiprecision integer (RFC 9580, section 3.2), without the leading zeros that a sloppy writer leaves.</summary>
    public bool TryMpi(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryUInt16(out var bits) || !TryTake((bits + 7) / 8, out var taken))
            return false;
        value = Mpi.Trim(taken);
        return true;
    }
}
