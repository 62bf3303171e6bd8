using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MailNode.Core.Packets;
using MailNode.Mime;

namespace MailNode.Core.Replies;

/// <summary>What a token allows. The numbers are on the wire; entries are added, never changed.</summary>
public enum TokenPurpose
{
    Reply = 1,
    Like = 2,
}

/// <summary>
/// A keyed MAC that binds a reader, a packet, a purpose and an expiry. It lies in the Message-ID of what the node shows by
/// mail, and in its mailto: links, and so comes back in the reply.
/// </summary>
/// <param name="Packet">The first 24 characters of the packet's id.</param>
public sealed partial record ReplyToken(TokenPurpose Purpose, string Packet, DateOnly Expires)
{
    private const int PacketBytes = 15, MacBytes = 12, HeadBytes = 3 + PacketBytes;
    private const string Prefix = "mn.";
    private static readonly DateOnly Epoch = new(2026, 1, 1);

    /// <summary>How long after the packet's time a reply to it is taken.</summary>
    private const int LifetimeDays = 730;

    public static string Make(ReadOnlySpan<byte> key, EmailAddress reader, TokenPurpose purpose, PacketId packet, DateTimeOffset at)
    {
        Span<byte> token = stackalloc byte[HeadBytes + MacBytes];
        token[0] = (byte)purpose;
        var day = DateOnly.FromDateTime(at.UtcDateTime).DayNumber - Epoch.DayNumber + LifetimeDays;
        BinaryPrimitives.WriteUInt16BigEndian(token[1..], (ushort)Math.Clamp(day, 0, ushort.MaxValue));
        Base32.TryDecode(packet.ToString(), out var id);
        id.AsSpan(0, PacketBytes).CopyTo(token[3..]);
        Mac(key, reader, token[..HeadBytes]).CopyTo(token[HeadBytes..]);
        return Prefix + Base32.Encode(token);
    }

    /// <summary>The first token in the text that is ours, for this reader and not expired; null when there is none.</summary>
    public static ReplyToken? Find(string text, ReadOnlySpan<byte> key, EmailAddress reader, DateTimeOffset now)
    {
        foreach (var match in Spelling.EnumerateMatches(text))
        {
            var spelled = text.AsSpan(match.Index + Prefix.Length, match.Length - Prefix.Length);
            if (TryRead(spelled, key, reader, out var token) && token.Expires >= DateOnly.FromDateTime(now.UtcDateTime)) return token;
        }
        return null;
    }

    private static bool TryRead(ReadOnlySpan<char> spelled, ReadOnlySpan<byte> key, EmailAddress reader, [NotNullWhen(true)] out ReplyToken? token)
    {
        token = null;
        if (!Base32.TryDecode(spelled, out var bytes) || bytes.Length != HeadBytes + MacBytes) return false;
        var head = bytes.AsSpan(0, HeadBytes);
        if (!CryptographicOperations.FixedTimeEquals(Mac(key, reader, head), bytes.AsSpan(HeadBytes))) return false;
        var expires = Epoch.AddDays(BinaryPrimitives.ReadUInt16BigEndian(head[1..]));
        token = new ReplyToken((TokenPurpose)head[0], Base32.Encode(head[3..]), expires);
        return true;
    }

    private static byte[] Mac(ReadOnlySpan<byte> key, EmailAddress reader, ReadOnlySpan<byte> head) =>
        HMACSHA256.HashData(key, [.. head, .. Encoding.UTF8.GetBytes(reader.ToString().ToLowerInvariant())])[..MacBytes];

    [GeneratedRegex("mn\\.[a-z2-7]{48}", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Spelling { get; }
}
