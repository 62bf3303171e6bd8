using System.Numerics;

namespace MailNode.OpenPgp.Wire;

/// <summary>Multiprecision integers: big-endian bytes that carry their length in bits (RFC 9580, section 3.2).</summary>
internal static class Mpi
{
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value) => value.TrimStart((byte)0);

    public static int Bits(ReadOnlySpan<byte> value)
    {
        var trimmed = Trim(value);
        return trimmed.IsEmpty ? 0 : 8 * trimmed.Length - (BitOperations.LeadingZeroCount((uint)trimmed[0]) - 24);
    }

    /// <summary>The value in exactly <paramref name="length"/> bytes, if it fits: keys lose leading zeros on the wire.</summary>
    public static bool TryPad(ReadOnlySpan<byte> value, int length, out byte[] padded)
    {
        var trimmed = Trim(value);
        padded = [];
        if (trimmed.Length > length)
            return false;
        padded = new byte[length];
        trimmed.CopyTo(padded.AsSpan(length - trimmed.Length));
        return true;
    }
}
