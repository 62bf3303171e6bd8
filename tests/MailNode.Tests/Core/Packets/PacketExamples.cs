using MailNode.Core.Packets;

namespace MailNode.Tests.Core.Packets;

/// <summary>One packet of every type, with every field that it may have.</summary>
internal static class PacketExamples
{
    private static readonly PacketId Root = PacketId.Of("the root"u8), About = PacketId.Of("what it is about"u8), Before = PacketId.Of("the one before"u8);

    private static readonly Audience Family = new(Audience.Group, "Family");

    private static readonly Attachment Beach =
        new("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "beach.jpg", "image/jpeg", 31234, 800, 600, "the beach at dusk");

    private static readonly Attachment Song = new("60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752", "song.flac", "audio/flac", 9_000_000);

    private static readonly Profile Ben = new(
        "Ben", ["mailto:ben@example.org"], ["1.0"], ["hello", "welcome", "chain", "post", "comment", "reaction", "edit", "delete", "relay", "media"]);

    public static IReadOnlyList<PacketDraft> All { get; } =
    [
        new(PacketTypes.Hello, new HelloBody(Ben, Pen.Key, "abcdefghijklmnopqrstuvwxyz23")) { Readers = [Pen.Ana] },
        new(PacketTypes.Welcome, new WelcomeBody(Ben, Pen.Key)) { Readers = [Pen.Ana], Cause = About },
        new(PacketTypes.Chain, new ChainBody("chain-1", 17, Family)) { Readers = [Pen.Ana] },
        new(PacketTypes.Post, new PostBody("Grüße vom Meer 🌊\n\"so\" <weit>", "sealed"))
            { Rev = 1, Chain = new ChainLink("chain-1", 17, Before), Audience = Family, Origin = "origin", Attachments = [Beach, Song] },
        new(PacketTypes.Comment, new CommentBody("How lovely!")) { About = About, Root = Root, Readers = [Pen.Ana, Pen.Cem], Origin = "origin" },
        new(PacketTypes.Reaction, new ReactionBody("👍", false)) { About = About, Root = Root, Rev = 2, Readers = [Pen.Ana] },
        new(PacketTypes.Edit, new EditBody("Greetings")) { About = About, Root = Root, Rev = 3, Chain = new ChainLink("chain-1", 1, null) },
        new(PacketTypes.Delete, new DeleteBody()) { About = About, Root = Root, Chain = new ChainLink("chain-1", 18, Before) },
        new(PacketTypes.Relay, new RelayBody("Cem", Pen.Key, "ZW50aXR5", "c2lnbmF0dXJl"))
            { About = About, Root = Root, Cause = About, Chain = new ChainLink("chain-1", 19, Before), Audience = Family },
        new(PacketTypes.Media, new MediaBody()) { About = Root, Root = Root, Chain = new ChainLink("chain-1", 20, Before), Attachments = [Song] },
        new(PacketTypes.Profile, new ProfileBody(Ben, Pen.Key)) { Rev = 1, Readers = [Pen.Ana] },
        new(PacketTypes.SelfContact, new SelfContactBody(Pen.Ben.ToString(), "ben@example.org", "Ben", Pen.Key, ContactDecision.OurInvite, "token")) { Rev = 1 },
        new(PacketTypes.SelfInvite, new SelfInviteBody("token", Pen.Now.AddDays(30))),
        new(PacketTypes.SelfGroup, new SelfGroupBody("Family", Pen.Ben.ToString(), false)) { Rev = 4 },
        new(PacketTypes.SelfSending, new SelfSendingBody([new Sending(Root.ToString(), [Pen.Ben.ToString()], "Family"), new Sending(About.ToString(), [])])),
        new(PacketTypes.SelfSent, new SelfSentBody([new SendOutcome(Root.ToString(), Pen.Ben.ToString()), new SendOutcome(Root.ToString(), Pen.Cem.ToString(), "no such mailbox")])),
        new(PacketTypes.SelfRead, new SelfReadBody([Root.ToString(), About.ToString()])),
        new(PacketTypes.SelfKey, new SelfKeyBody(Pen.Ben.ToString(), "ben@example.org", "Ben", Pen.Key)) { Rev = 2 },
    ];

    public static Packet Written(string type) => PacketCodec.Write(All.Single(one => one.Type == type), Pen.Ben, Pen.Now);
}
