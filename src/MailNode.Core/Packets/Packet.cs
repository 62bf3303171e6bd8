using MailNode.OpenPgp;

namespace MailNode.Core.Packets;

/// <summary>One packet as its author wrote it, with the bytes that were signed.</summary>
public sealed record Packet
{
    public const string Version = "1.0";

    public required PacketId Id { get; init; }

    /// <summary>The exact bytes of the MIME part: what the id is computed from. Never written anew.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }
    public required string Type { get; init; }
    public required Fingerprint Author { get; init; }

    /// <summary>When the author says it was written; for display, never trusted for order of state.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>One more than the highest revision that the author's node knew for the same entity.</summary>
    public long Rev { get; init; }
    public ChainLink? Chain { get; init; }

    /// <summary>Whom a direct packet is meant for; empty where a chain says it.</summary>
    public IReadOnlyList<Fingerprint> Readers { get; init; } = [];
    public Audience? Audience { get; init; }
    public PacketId? About { get; init; }
    public PacketId? Root { get; init; }

    /// <summary>Keyed hash of the mail that a person wrote and this packet was made from.</summary>
    public string? Origin { get; init; }

    /// <summary>The packet that this one answers, where the node owed it.</summary>
    public PacketId? Cause { get; init; }
    public required Body Body { get; init; }
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>A post, or something that this version does not understand and that is about nothing else.</summary>
    public bool StartsThread => About is null && Root is null
        && (Type == PacketTypes.Post || (!PacketTypes.IsKnown(Type) && !PacketTypes.IsSelf(Type)));
}

/// <summary>The place of a packet in its author's append-only chain.</summary>
/// <param name="Seq">Counts from 1.</param>
/// <param name="Prev">The packet before it; null at the start.</param>
public sealed record ChainLink(string Id, long Seq, PacketId? Prev);

/// <summary>Whom something is for, as its author shows it.</summary>
/// <param name="Kind">public, friends, group or direct.</param>
/// <param name="Label">What readers see of a group's name; null unless the author chose to show it.</param>
public sealed record Audience(string Kind, string? Label = null)
{
    public const string Public = "public", Friends = "friends", Group = "group", Direct = "direct";
}

/// <summary>A file that belongs to a packet; its bytes travel in the same mail or follow in a media packet.</summary>
/// <param name="Sha256">Lower-case hex of the file's bytes.</param>
/// <param name="Size">Bytes.</param>
public sealed record Attachment(string Sha256, string Name, string Type, long Size, int? Width = null, int? Height = null, string? Alt = null);
