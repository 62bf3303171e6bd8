using MailNode.Core.Contacts;
using MailNode.Core.Packets;
using MailNode.Core.Threads;
using MailNode.OpenPgp;

namespace MailNode.Core.Outbox;

/// <summary>What the node owes to others, derived from the view: never remembered on the side.</summary>
public static class Owed
{
    /// <summary>People who came with a token of ours are written down as contacts.</summary>
    public static void AdmitInvited(ContactBook book, Composition batch)
    {
        foreach (var hello in book.HellosByInvite().DistinctBy(hello => ((HelloBody)hello.Packet.Body).Token))
        {
            var body = (HelloBody)hello.Packet.Body;
            var contact = book.Find(hello.Packet.Author)!;
            batch.AddToSelf(Decide(book, contact, ContactDecision.OurInvite, body.Token) with { Cause = hello.Packet.Id });
        }
    }

    /// <summary>Asks somebody to be a contact.</summary>
    public static PacketDraft Hello(Self self, string? token) =>
        new(PacketTypes.Hello, new HelloBody(self.Profile, self.CertificateText, token));

    /// <summary>A hello to whoever's invite we opened, and a welcome to whoever's hello we accepted.</summary>
    public static void Greet(ContactBook book, Self self, Composition batch)
    {
        foreach (var (contact, token) in book.HellosOwed())
            batch.AddDirect(Hello(self, token), contact.Fingerprint);
        foreach (var hello in book.HellosWithoutWelcome())
            batch.AddDirect(
                new PacketDraft(PacketTypes.Welcome, new WelcomeBody(self.Profile, self.CertificateText)) { Cause = hello.Packet.Id },
                hello.Packet.Author);
    }

    /// <summary>
    /// Friends whom no packet of ours has told of our certificate as it is now, renewed or taken back: none was written, or what was
    /// written could not be delivered, and it is time for another.
    /// </summary>
    /// <param name="certificate">Base64, as packets carry it.</param>
    /// <param name="hasFailed">Says whether a delivery was given up.</param>
    public static IEnumerable<Contact> Untold(ContactBook book, string certificate, Func<PacketId, Fingerprint, bool> hasFailed, DateTimeOffset now) =>
        from friend in book.Friends
        let packets = book.Bringing(certificate, friend.Fingerprint).DistinctBy(one => one.Packet.Id).ToList()
        where packets.TrueForAll(one => hasFailed(one.Packet.Id, friend.Fingerprint))
            && (packets.Count == 0 || now - packets.Max(one => one.SortAt) >= PauseAfter(packets.Count))
        select friend;

    /// <summary>A day, and twice as long each time, up to 32 days: who was away for a year still learns that a key was taken back.</summary>
    private static TimeSpan PauseAfter(int failures) => TimeSpan.FromDays(1 << Math.Min(failures - 1, 5));

    /// <summary>
    /// A profile that tells friends of our certificate as it is now. A node that is older than profiles gets a hello, which it
    /// knows: what that says of the key counts once the node is upgraded, and its welcome tells us that it was.
    /// </summary>
    /// <param name="certificate">Base64, as packets carry it.</param>
    public static void Tell(IEnumerable<Contact> friends, ContactBook book, Self self, string certificate, Composition batch)
    {
        foreach (var friend in friends)
        {
            var draft = friend.ReadsProfiles
                ? new PacketDraft(PacketTypes.Profile, new ProfileBody(self.Profile, certificate))
                : new PacketDraft(PacketTypes.Hello, new HelloBody(self.Profile, certificate));
            batch.AddDirect(draft with { Rev = book.NextProfileRev }, friend.Fingerprint);
        }
    }

    /// <summary>
    /// A relay of what somebody else wrote in a thread of ours, for the thread's whole audience. What is too large for one is
    /// not passed on: nobody has to write so much, and the rest must not wait for it.
    /// </summary>
    public static void Relay(LoggedPacket one, LiftedContent signed, ThreadLog thread, ContactBook book, Composition batch)
    {
        if (book.Find(one.Packet.Author) is not { } author || signed.Content.Length + signed.Signature.Length > PacketLimits.RelayedEntity) return;
        var body = new RelayBody(
            author.Name, Convert.ToBase64String(author.Certificate.Span), Convert.ToBase64String(signed.Content.Span), Convert.ToBase64String(signed.Signature.Span));
        var draft = new PacketDraft(PacketTypes.Relay, body) { About = one.Packet.Id, Root = thread.Root.Packet.Id, Cause = one.Packet.Id };
        batch.Add(draft, AudienceChoice.Of(thread), StillThere(thread.SentTo, book));
    }

    /// <summary>A thread's audience: whom its root was sent to, minus who was blocked since.</summary>
    public static IReadOnlyList<Fingerprint> StillThere(IEnumerable<Fingerprint> sentTo, ContactBook book) =>
        [.. sentTo.Where(one => book.Find(one) is { Accepted: true })];

    /// <summary>A certificate that came as a file, for the log: of a contact, of somebody new, or our own.</summary>
    public static PacketDraft Import(ContactBook book, Fingerprint person, string address, string name, byte[] certificate) =>
        new(PacketTypes.SelfKey, new SelfKeyBody(person.ToString(), address, name, Convert.ToBase64String(certificate))) { Rev = book.NextKeyRev(person) };

    /// <summary>A decision of the user about a contact, for the log.</summary>
    public static PacketDraft Decide(ContactBook book, Contact contact, string how, string? token = null) =>
        new(PacketTypes.SelfContact, new SelfContactBody(
            contact.Fingerprint.ToString(), contact.Address, contact.Name, Convert.ToBase64String(contact.Certificate.Span), how, token))
        {
            Rev = book.NextRev(contact.Fingerprint),
        };
}
