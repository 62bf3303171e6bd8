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

    /// <summary>Keeps a word of zeros from wiping out what came before.</summary>
    private const ulong Fill = 0xD1B54A32D192ED03;

    /// <summary>Odd, half of its bits set, without a pattern: the golden ratio's first 64.</summary>
    private const ulong Spread = 0x9E3779B97F4A7C15;

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

    private static ulong Mix(ulong state, EntityDraft part)
    {
        var content = part.Content;
        state = Mix(Mix(state, (ulong)part.Length), part.Header);
        return Mix(Mix(state, content[..Math.Min(Edge, content.Length)]), content[^Math.Min(Edge, content.Length)..]);
    }

    private static ulong Mix(ulong state, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            state = Mix(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes)
            state = Mix(state, b);
        return state;
    }

    private static ulong Mix(ulong state, ulong word)
    {
        var high = Math.BigMul(state ^ word ^ Fill, Spread, out var low);
        return high ^ low;
    }

    private static string Name(ulong state)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, state);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Mix(state, 2));
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
