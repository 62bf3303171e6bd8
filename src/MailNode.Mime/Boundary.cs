using System.Buffers.Binary;
using System.Text;

namespace MailNode.Mime;

/// <summary>
/// Makes the boundary of a multipart from its parts, so that the same mail is the same bytes. It need not be a secret, nor different for
/// each mail: that it occurs in no part is looked up. So the headers, the lengths and the edges of the bodies are all that goes into it.
/// </summary>
internal static class Boundary
{
    /// <summary>Bytes at either end of a body.</summary>
    private const int Edge = 64;

    // A multiplier that spreads every bit over those above it; the shift brings them down again.
    private static readonly UInt128 Spread = new(0x2360ED051FC65DA4, 0x4385DF649FCCF645);

    /// <summary>"=_" occurs in no quoted-printable and no base64 body (RFC 2045, 6.7).</summary>
    public static string For(EntityDraft[] parts)
    {
        var state = Mix(Spread, (ulong)parts.Length);
        foreach (var part in parts)
            state = Mix(state, part);
        while (true)
        {
            var boundary = Name(state);
            if (!Occurs(boundary, parts))
                return boundary;
            state = Mix(state, 1);
        }
    }

    private static UInt128 Mix(UInt128 state, EntityDraft part)
    {
        var content = part.Content;
        state = Mix(Mix(state, (ulong)part.Length), part.Header);
        return Mix(Mix(state, content[..Math.Min(Edge, content.Length)]), content[^Math.Min(Edge, content.Length)..]);
    }

    private static UInt128 Mix(UInt128 state, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            state = Mix(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes)
            state = Mix(state, b);
        return state;
    }

    private static UInt128 Mix(UInt128 state, ulong word)
    {
        state = (state ^ word) * Spread;
        return state ^ (state >> 64);
    }

    private static string Name(UInt128 state)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, state);
        return "=_" + Convert.ToHexStringLower(bytes);
    }

    private static bool Occurs(string boundary, EntityDraft[] parts)
    {
        Span<byte> bytes = stackalloc byte[boundary.Length];
        Encoding.ASCII.GetBytes(boundary, bytes);
        foreach (var part in parts)
        {
            if (part.Holds(bytes))
                return true;
        }

        return false;
    }
}
