using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace MailNode.Discovery;

/// <summary>Walks a DNS message (RFC 1035, section 4). Whatever is in it, every step ends and none goes past the end.</summary>
internal ref struct DnsCursor(ReadOnlySpan<byte> message)
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"u8);

    private readonly ReadOnlySpan<byte> message = message;

    /// <summary>Where the next step begins, in bytes from the start.</summary>
    public int Position { get; private set; }

    public bool TryTakeNumber(out ushort number) =>
        BinaryPrimitives.TryReadUInt16BigEndian(message[Position..], out number) && TrySkip(2);

    public bool TrySkip(int count)
    {
        if (count > message.Length - Position)
            return false;
        Position += count;
        return true;
    }

    /// <summary>A name, also one that is written partly elsewhere (section 4.1.4). Each pointer must lead further back, so that none leads in circles.</summary>
    /// <param name="name">"" for the root; null when it holds what no host name holds.</param>
    public bool TryTakeName(out string? name)
    {
        var labels = new StringBuilder();
        var (at, first, end, isHostName) = (Position, Position, -1, true);
        name = null;
        while (at < message.Length && labels.Length <= LongestName)
        {
            int length = message[at];
            if (length == 0)
            {
                Position = end < 0 ? at + 1 : end;
                name = isHostName ? labels.ToString() : null;
                return true;
            }
            if (length > LongestLabel)
            {
                if (!TryFollow(at, first, out var target)) return false;
                end = end < 0 ? at + 2 : end;
                at = first = target;
                continue;
            }
            if (length >= message.Length - at) return false;
            isHostName &= TryAppend(labels, message.Slice(at + 1, length));
            at += length + 1;
        }
        return false;
    }

    private readonly bool TryFollow(int at, int before, out int target)
    {
        target = 0;
        if (message[at] < 0xC0 || at + 1 >= message.Length) return false;
        target = ((message[at] & 0x3F) << 8) | message[at + 1];
        return target < before;
    }

    private static bool TryAppend(StringBuilder labels, ReadOnlySpan<byte> label)
    {
        if (labels.Length > 0) labels.Append('.');
        labels.Append(Encoding.ASCII.GetString(label).ToLowerInvariant());
        return !label.ContainsAnyExcept(NameBytes);
    }
}
