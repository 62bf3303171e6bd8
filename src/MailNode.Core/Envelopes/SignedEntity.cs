using System.Diagnostics.CodeAnalysis;
using MailNode.Core.Packets;
using MailNode.Mime;

namespace MailNode.Core.Envelopes;

/// <summary>
/// The MIME entity inside a sealed mail, over which the author's signature is made: what any OpenPGP mail client shows,
/// the packet, and its small attachments. Nothing in it differs per reader.
/// </summary>
public static class SignedEntity
{
    public const string PacketMediaType = "application/vnd.mailnode.packet+json";

    public static byte[] Write(Packet packet, Address from, Readable readable, IReadOnlyList<AttachedFile> files)
    {
        var text = MimeBuilder.Multipart("alternative", [
            MimeBuilder.Text("text/plain", readable.Text),
            MimeBuilder.Text("text/html", readable.Html)]);
        var packetPart = MimeBuilder.Binary(PacketMediaType, packet.Bytes, "packet.json");
        var entity = MimeBuilder.Multipart("mixed", [text, packetPart, .. FileParts(packet, files)]);
        return Protect(entity, from, readable.Subject, packet.At).Write();
    }

    /// <summary>An entity that holds a mail of the user's own, to be kept sealed.</summary>
    public static byte[] WriteKept(ReadOnlyMemory<byte> mail, Address from, DateTimeOffset at) =>
        Protect(MimeBuilder.Multipart("mixed", [MimeBuilder.Binary("application/octet-stream", mail, "mail.eml")]), from, "A mail that was read", at)
            .Write();

    /// <summary>Neither readers nor the Message-ID are inside: those differ per reader, and this is made of what is sealed.</summary>
    private static MimeBuilder Protect(MimeBuilder entity, Address from, string subject, DateTimeOffset at)
    {
        var fields = new MailFields { From = from, Subject = subject, Date = at };
        return fields.Protect(entity, fields with { Subject = MailFields.OuterSubject });
    }

    private static IEnumerable<MimeBuilder> FileParts(Packet packet, IReadOnlyList<AttachedFile> files) =>
        from file in files
        join named in packet.Attachments on file.Sha256 equals named.Sha256
        select MimeBuilder.Binary(named.Type, file.Bytes, named.Name);

    /// <summary>Does this look like an entity of ours? Asked of content whose signature is not good, so it tells nothing else.</summary>
    public static bool IsRecognised(ReadOnlyMemory<byte> content) => TryFind(MimeEntity.Parse(content), out _);

    /// <summary>The packet of an entity and the attached files that it names by hash. Null without a packet at the root's first level.</summary>
    public static EntityReading Read(ReadOnlyMemory<byte> content)
    {
        var root = MimeEntity.Parse(content);
        if (!TryFind(root, out var part)) return new EntityReading.NoPacket();
        if (!PacketCodec.TryRead(part.Decode(), out var packet, out var reason)) return new EntityReading.Broken(reason);
        return new EntityReading.Read(packet, packet.Attachments.Count == 0 ? [] : [.. NamedFiles(root, packet)]);
    }

    /// <summary>Only a direct child of the root counts: anything deeper may have been forwarded by somebody else.</summary>
    private static bool TryFind(MimeEntity root, [NotNullWhen(true)] out MimeEntity? part)
    {
        var parts = root.ContentType.Is("multipart/mixed")
            ? root.Children.Where(child => child.ContentType.Is(PacketMediaType)).Take(2).ToList()
            : [];
        part = parts.Count == 1 ? parts[0] : null;
        return part is not null;
    }

    private static IEnumerable<AttachedFile> NamedFiles(MimeEntity root, Packet packet)
    {
        var named = packet.Attachments.Select(one => one.Sha256).ToHashSet();
        return root.Children
            .Where(child => !child.IsMultipart && !child.ContentType.Is(PacketMediaType))
            .Take(PacketLimits.Attachments)
            .Select(child => AttachedFile.Of(child.Decode()))
            .Where(file => named.Contains(file.Sha256));
    }
}

/// <summary>What a signed entity turned out to hold.</summary>
public abstract record EntityReading
{
    private EntityReading() { }

    public sealed record Read(Packet Packet, IReadOnlyList<AttachedFile> Files) : EntityReading;

    public sealed record NoPacket : EntityReading;

    public sealed record Broken(string Reason) : EntityReading;
}

/// <summary>The part of a sealed mail that people read in any OpenPGP mail client.</summary>
public sealed record Readable(string Subject, string Text, string Html);
