using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MailNode.OpenPgp.Wire;

/// <summary>Collects the bytes of packets. What it held is wiped when it grows and when it is disposed: it may be a secret.</summary>
internal sealed class WireWriter(int capacity = 256) : IDisposable
{
    private byte[] buffer = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, Length);

    /// <summary>What was written from there on, to change in place.</summary>
    public Span<byte> Tail(int start) => buffer.AsSpan(start..Length);

    public byte[] ToArray() => Written.ToArray();

    /// <summary>Gives away what was written, which is not wiped then: without another copy where it fills the room that was made for it.</summary>
    public byte[] Release()
    {
        if (Length < buffer.Length)
            return ToArray();
        var whole = buffer;
        (buffer, Length) = ([], 0);
        return whole;
    }

    /// <summary>Room for bytes that the caller fills in.</summary>
    public Span<byte> Take(int count)
    {
        if (buffer.Length - Length < count)
            Grow(Length + count);
        Length += count;
        return buffer.AsSpan(Length - count, count);
    }

    public WireWriter Byte(int value)
    {
        Take(1)[0] = (byte)value;
        return this;
    }

    public WireWriter UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Take(2), (ushort)value);
        return this;
    }

    public WireWriter UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);
        return this;
    }

    public WireWriter UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Take(8), value);
        return this;
    }

    public WireWriter Bytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Take(value.Length));
        return this;
    }

    /// <summary>Bytes after a length of one octet.</summary>
    public WireWriter Short(ReadOnlySpan<byte> value) => Byte(value.Length).Bytes(value);

    public WireWriter Mpi(ReadOnlySpan<byte> value) => UInt16(Wire.Mpi.Bits(value)).Bytes(Wire.Mpi.Trim(value));

    public WireWriter Packet(PacketTag tag, ReadOnlySpan<byte> body) => Header(tag, body.Length).Bytes(body);

    /// <summary>A header in the new format with the shortest length.</summary>
    public WireWriter Header(PacketTag tag, int length) => Byte(0xC0 | (byte)tag).PacketLength(length);

    public static int HeaderLength(int bodyLength) => bodyLength < 192 ? 2 : bodyLength < 8_384 ? 3 : 6;

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(buffer);
        Length = 0;
    }

    /// <summary>A length in the new format, in the shortest form.</summary>
    public WireWriter PacketLength(int length) => length switch
    {
        < 192 => Byte(length),
        < 8_384 => Byte(192 + ((length - 192) >> 8)).Byte(length - 192),
        _ => Byte(255).UInt32((uint)length),
    };

    private void Grow(int needed)
    {
        var larger = new byte[Math.Max(needed, 2 * buffer.Length)];
        Written.CopyTo(larger);
        CryptographicOperations.ZeroMemory(buffer);
        buffer = larger;
    }
}
