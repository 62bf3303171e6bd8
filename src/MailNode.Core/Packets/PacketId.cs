using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace MailNode.Core.Packets;

/// <summary>Names a packet: the SHA-256 of its exact bytes in lower-case unpadded base32, 52 characters.</summary>
public readonly record struct PacketId : IComparable<PacketId>
{
    public const int Length = 52;
    private readonly string? value;

    private PacketId(string value) => this.value = value;

    public static PacketId Of(ReadOnlySpan<byte> packet) => new(Base32.Encode(SHA256.HashData(packet)));

    public static bool TryParse([NotNullWhen(true)] string? text, out PacketId id)
    {
        var good = text is { Length: Length } && Base32.TryDecode(text, out var bytes) && bytes.Length == 32;
        id = good ? new PacketId(text!.ToLowerInvariant()) : default;
        return good;
    }

    /// <summary>Ordinal order of the spelling: the tie-break wherever packets are ordered.</summary>
    public int CompareTo(PacketId other) => string.CompareOrdinal(ToString(), other.ToString());

    public override string ToString() => value ?? "";

    public static bool operator <(PacketId a, PacketId b) => a.CompareTo(b) < 0;

    public static bool operator >(PacketId a, PacketId b) => a.CompareTo(b) > 0;

    public static bool operator <=(PacketId a, PacketId b) => a.CompareTo(b) <= 0;

    public static bool operator >=(PacketId a, PacketId b) => a.CompareTo(b) >= 0;
}
