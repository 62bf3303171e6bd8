using MailNode.Core.Contacts;
using MailNode.Core.Packets;
using MailNode.OpenPgp;

namespace MailNode.Tests.Core;

/// <summary>Writes what Ana, Ben, Cem, Dara and Eve write, with fixed fingerprints and times; Ana's is the node that folds.</summary>
internal static class Pen
{
    public const string BensChain = "bens-friends", Key = "AAAA";

    public static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 15, 30, 123, TimeSpan.Zero);

    public static readonly Fingerprint Ana = Named(0xA1), Ben = Named(0xB2), Cem = Named(0xC3), Dara = Named(0xD4), Eve = Named(0xE5);

    public static readonly Person Self = new("Ana", "ana@example.org", Ana, Trust.Self);

    private static readonly Dictionary<Fingerprint, string> Names =
        new() { [Ana] = "Ana", [Ben] = "Ben", [Cem] = "Cem", [Dara] = "Dara", [Eve] = "Eve" };

    public static Fingerprint Named(byte digit) => new(Enumerable.Repeat(digit, Fingerprint.Version4Length).ToArray());

    /// <param name="seconds">After <see cref="Now"/>: when it was written, and when it arrived.</param>
    public static LoggedPacket Log(Fingerprint author, PacketDraft draft, int seconds = 0, bool direct = true) =>
        new(PacketCodec.Write(draft, author, Now.AddSeconds(seconds)), Now.AddSeconds(seconds), direct);

    public static Profile Profile(string name) =>
        new(name, [$"mailto:{name.ToLowerInvariant()}@example.org"], [Packet.Version], PacketTypes.Social);

    public static LoggedPacket Hello(Fingerprint author, string? token = null, string? name = null, long rev = 0, int seconds = 0) =>
        Log(author, new PacketDraft(PacketTypes.Hello, new HelloBody(Profile(name ?? Names[author]), Key, token)) { Rev = rev, Readers = [Ana] }, seconds);

    public static LoggedPacket Welcome(Fingerprint author, string? name = null, long rev = 0, int seconds = 0) =>
        Log(author, new PacketDraft(PacketTypes.Welcome, new WelcomeBody(Profile(name ?? Names[author]), Key)) { Rev = rev, Readers = [Ana] }, seconds);

    /// <summary>What somebody says of themselves later; the certificate is only bytes here.</summary>
    public static LoggedPacket Said(Fingerprint author, string certificate, long rev = 1, string? name = null, params Fingerprint[] readers) =>
        Log(author, new PacketDraft(PacketTypes.Profile, new ProfileBody(Profile(name ?? Names[author]), certificate)) { Rev = rev, Readers = readers is [] ? [Ana] : readers });

    public static LoggedPacket Decided(Fingerprint person, string how, long rev = 1, string? token = null, int seconds = 0, string? spelled = null, string certificate = Key) =>
        Log(Ana, new PacketDraft(PacketTypes.SelfContact, new SelfContactBody(
            spelled ?? person.ToString(), $"{Names[person].ToLowerInvariant()}@example.org", Names[person], certificate, how, token)) { Rev = rev }, seconds);

    /// <summary>Ana took a key from a file.</summary>
    public static LoggedPacket Imported(Fingerprint person, string certificate, long rev = 1) =>
        Log(Ana, new PacketDraft(PacketTypes.SelfKey, new SelfKeyBody(person.ToString(), $"{Names[person].ToLowerInvariant()}@example.org", Names[person], certificate)) { Rev = rev });

    public static LoggedPacket Invited(string token, int days = 30, int seconds = 0) =>
        Log(Ana, new PacketDraft(PacketTypes.SelfInvite, new SelfInviteBody(token, Now.AddDays(days))), seconds);

    public static LoggedPacket Grouped(string group, Fingerprint member, bool on = true, long rev = 1) =>
        Log(Ana, new PacketDraft(PacketTypes.SelfGroup, new SelfGroupBody(group, member.ToString(), on)) { Rev = rev });

    public static LoggedPacket Granted(Fingerprint author, string chain, long from, params Fingerprint[] readers) =>
        Log(author, new PacketDraft(PacketTypes.Chain, new ChainBody(chain, from, new Audience(Audience.Friends))) { Readers = readers });

    /// <summary>A friend: an accepted invite and a welcome.</summary>
    public static LoggedPacket[] Friend(Fingerprint person) => [Decided(person, ContactDecision.TheirInvite), Welcome(person)];

    public static ContactBook Book(params IReadOnlyList<LoggedPacket> packets) => ContactBook.Fold(packets, Ana);

    public static Packet Read(string json)
    {
        Assert.True(PacketCodec.TryRead(System.Text.Encoding.UTF8.GetBytes(json), out var packet, out var reason), reason);
        return packet;
    }
}
