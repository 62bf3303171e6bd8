using MailNode.Core.Contacts;
using MailNode.Core.Packets;
using MailNode.Core.Threads;
using MailNode.OpenPgp;

namespace MailNode.Core.Outbox;

/// <summary>Whom the user chose to write to, and so which chain a packet goes into.</summary>
public abstract record AudienceChoice
{
    private AudienceChoice() { }

    /// <summary>What readers see of it.</summary>
    public abstract Audience Shown { get; }

    /// <summary>All contacts now; later also whoever looks for public posts.</summary>
    public sealed record Public : AudienceChoice
    {
        public override Audience Shown { get; } = new(Audience.Public);
    }

    public sealed record Friends : AudienceChoice
    {
        public override Audience Shown { get; } = new(Audience.Friends);
    }

    /// <summary>The user's private list of that name; the name itself stays at home.</summary>
    public sealed record Group(string Name) : AudienceChoice
    {
        public override Audience Shown { get; } = new(Audience.Group);
    }

    /// <summary>These people, who see who they are.</summary>
    public sealed record Direct(IReadOnlyList<Fingerprint> Readers) : AudienceChoice
    {
        public override Audience Shown { get; } = new(Audience.Direct);
    }

    /// <summary>The key under which the device keeps its chain for this audience; null for direct packets, which have none.</summary>
    public string? ChainKey => this switch
    {
        Public => "public",
        Friends => "friends",
        Group group => $"group:{group.Name.ToUpperInvariant()}",
        _ => null,
    };

    /// <summary>Whom a post to this audience is sent to now.</summary>
    public IReadOnlyList<Fingerprint> Recipients(ContactBook book) => this switch
    {
        Direct direct => direct.Readers,
        Group group => [.. (book.Members(group.Name) ?? []).Where(member => book.Find(member)?.IsFriend == true)],
        _ => [.. book.Friends.Select(friend => friend.Fingerprint)],
    };

    /// <summary>The audience of a thread of ours, for what we add to it later.</summary>
    public static AudienceChoice Of(ThreadLog thread) => thread.Root.Packet.Audience?.Kind switch
    {
        Audience.Public => new Public(),
        Audience.Friends => new Friends(),
        Audience.Group when thread.Group is { } name => new Group(name),
        _ => new Direct([.. thread.SentTo]),
    };
}
