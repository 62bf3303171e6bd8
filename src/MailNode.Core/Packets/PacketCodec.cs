using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MailNode.OpenPgp;

namespace MailNode.Core.Packets;

/// <summary>Reads packets from bytes that a stranger may have written, and writes our own.</summary>
public static class PacketCodec
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // Nothing looser: a time without a date, say, would be read as one of today, and so mean something else every day.
    private const string ReadFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    /// <summary>Writes the packet and gives it back with its bytes and id.</summary>
    public static Packet Write(PacketDraft draft, Fingerprint author, DateTimeOffset at)
    {
        var json = new PacketJson
        {
            Version = Packet.Version,
            Type = draft.Type,
            Author = author.ToString(),
            At = at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture),
            Rev = draft.Rev,
            Chain = draft.Chain is { } link ? new ChainJson(link.Id, link.Seq, link.Prev?.ToString()) : null,
            Readers = draft.Readers.Count > 0 ? [.. draft.Readers.Select(reader => reader.ToString())] : null,
            Audience = draft.Audience,
            About = draft.About?.ToString(),
            Root = draft.Root?.ToString(),
            Origin = draft.Origin,
            Cause = draft.Cause?.ToString(),
            Body = JsonSerializer.SerializeToElement(draft.Body, Shape(draft.Type)!),
            Attachments = draft.Attachments.Count > 0 ? draft.Attachments : null,
        };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(json, PacketSchema.Default.PacketJson);
        return TryRead(bytes, out var packet, out var reason)
            ? packet
            : throw new ArgumentException($"This packet cannot be written: {reason}.", nameof(draft));
    }

    /// <summary>False, with a reason in words, for anything that is not a packet of protocol 1 or a later one.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Packet? packet, out string reason)
    {
        packet = null;
        if (bytes.Length > PacketLimits.Bytes) return Fail($"larger than {PacketLimits.Bytes} bytes", out reason);
        try
        {
            var json = JsonSerializer.Deserialize(bytes.Span, PacketSchema.Default.PacketJson);
            return json is null ? Fail("null", out reason) : TryRead(json, bytes, out packet, out reason);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            return Fail("not the JSON of a packet", out reason);
        }
    }

    /// <summary>Names a person in a packet: protocol 1 knows people by version 4 keys only, 40 hex digits.</summary>
    internal static bool TryFingerprint(string? text, out Fingerprint person) => Fingerprint.TryParse(text, out person) && person.Version == 4;

    private static bool TryRead(PacketJson json, ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Packet? packet, out string reason)
    {
        packet = null;
        if (!TryFingerprint(json.Author, out var author)) return Fail("author is not a fingerprint", out reason);
        if (!DateTimeOffset.TryParseExact(json.At, ReadFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return Fail("at is not a time", out reason);
        if (!TryIds(json, out var about, out var root, out var cause)) return Fail("about, root or cause is not a packet id", out reason);
        if (!TryReaders(json, out var readers)) return Fail("readers are not fingerprints", out reason);
        if (!TryChain(json.Chain, out var chain)) return Fail("chain is not a chain", out reason);
        var known = json.Version.StartsWith("1.", StringComparison.Ordinal) && json.Critical is null or { Count: 0 };
        var body = known && Shape(json.Type) is { } shape ? (Body?)json.Body.Deserialize(shape) : new UnknownBody();
        if (body is null) return Fail("without a body", out reason);
        if (PacketChecks.Fault(json, body) is { } fault) return Fail(fault, out reason);
        packet = new Packet
        {
            Id = PacketId.Of(bytes.Span), Bytes = bytes, Type = json.Type, Author = author, At = at, Rev = json.Rev, Chain = chain,
            Readers = readers, Audience = json.Audience, About = about, Root = root, Origin = json.Origin, Cause = cause, Body = body,
            Attachments = json.Attachments ?? [],
        };
        reason = "";
        return true;
    }

    private static bool Fail(string why, out string reason)
    {
        reason = why;
        return false;
    }

    private static bool TryIds(PacketJson json, out PacketId? about, out PacketId? root, out PacketId? cause)
    {
        root = cause = null;
        return TryId(json.About, out about) && TryId(json.Root, out root) && TryId(json.Cause, out cause);
    }

    private static bool TryId(string? text, out PacketId? id)
    {
        var given = PacketId.TryParse(text, out var value);
        id = given ? value : null;
        return given || text is null;
    }

    private static bool TryReaders(PacketJson json, out IReadOnlyList<Fingerprint> readers)
    {
        var list = new List<Fingerprint>();
        readers = list;
        if (json.Readers is { Count: > PacketLimits.Readers }) return false;
        foreach (var text in json.Readers ?? [])
        {
            if (!TryFingerprint(text, out var reader)) return false;
            list.Add(reader);
        }
        return true;
    }

    private static bool TryChain(ChainJson? json, out ChainLink? chain)
    {
        chain = null;
        if (json is null) return true;
        if (json.Id.Length is 0 or > 100 || json.Seq < 1 || !TryId(json.Prev, out var prev)) return false;
        chain = new ChainLink(json.Id, json.Seq, prev);
        return true;
    }

    /// <summary>How the body of a type is written; null for a type that this version does not know.</summary>
    private static JsonTypeInfo? Shape(string type) => type switch
    {
        PacketTypes.Hello => PacketSchema.Default.HelloBody,
        PacketTypes.Welcome => PacketSchema.Default.WelcomeBody,
        PacketTypes.Chain => PacketSchema.Default.ChainBody,
        PacketTypes.Profile => PacketSchema.Default.ProfileBody,
        PacketTypes.Post => PacketSchema.Default.PostBody,
        PacketTypes.Comment => PacketSchema.Default.CommentBody,
        PacketTypes.Reaction => PacketSchema.Default.ReactionBody,
        PacketTypes.Edit => PacketSchema.Default.EditBody,
        PacketTypes.Delete => PacketSchema.Default.DeleteBody,
        PacketTypes.Relay => PacketSchema.Default.RelayBody,
        PacketTypes.Media => PacketSchema.Default.MediaBody,
        PacketTypes.SelfContact => PacketSchema.Default.SelfContactBody,
        PacketTypes.SelfInvite => PacketSchema.Default.SelfInviteBody,
        PacketTypes.SelfGroup => PacketSchema.Default.SelfGroupBody,
        PacketTypes.SelfSending => PacketSchema.Default.SelfSendingBody,
        PacketTypes.SelfSent => PacketSchema.Default.SelfSentBody,
        PacketTypes.SelfRead => PacketSchema.Default.SelfReadBody,
        PacketTypes.SelfKey => PacketSchema.Default.SelfKeyBody,
        _ => null,
    };
}
