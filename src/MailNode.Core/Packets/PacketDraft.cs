using MailNode.OpenPgp;

namespace MailNode.Core.Packets;

/// <summary>A packet of ours before it has an author, a time and an id.</summary>
public sealed record PacketDraft(string Type, Body Body)
{
    public long Rev { get; init; }
    public ChainLink? Chain { get; init; }
    public IReadOnlyList<Fingerprint> Readers { get; init; } = [];
    public Audience? Audience { get; init; }
    public PacketId? About { get; init; }
    public PacketId? Root { get; init; }
    public string? Origin { get; init; }
    public PacketId? Cause { get; init; }
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];
}
