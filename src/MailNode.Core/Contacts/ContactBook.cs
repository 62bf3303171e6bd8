using MailNode.Core.Packets;
using MailNode.Core.Text;
using MailNode.OpenPgp;

namespace MailNode.Core.Contacts;

/// <summary>
/// Everybody the node knows, the user's groups, open invites and granted chains: a pure function of the set of packets
/// about them, in whatever order they came and however often.
/// </summary>
public sealed class ContactBook
{
    /// <summary>Of what somebody said of their own key, looked into at most: each costs a check of its signatures.</summary>
    private const int MostCertificates = 64;

    private readonly Dictionary<Fingerprint, Contact> contacts = [];
    private readonly Dictionary<string, List<Fingerprint>> groups;
    private readonly Dictionary<(Fingerprint Author, string Chain, Fingerprint Reader), long> grants = [];
    private readonly Dictionary<string, SelfInviteBody> invites;
    private readonly ILookup<Fingerprint, LoggedPacket> hellos;
    private readonly HashSet<PacketId> welcomed;
    private readonly HashSet<Fingerprint> greeted;
    private readonly Dictionary<Fingerprint, string> tokens = [];
    private readonly Dictionary<string, Fingerprint> usedTokens = [];
    private readonly Dictionary<Fingerprint, long> decisionRevs = [];
    private readonly ILookup<Fingerprint, LoggedPacket> imports;
    private readonly ILookup<Fingerprint, ReadOnlyMemory<byte>> importedCertificates, saidCertificates;
    private readonly ILookup<(Fingerprint Reader, string Certificate), LoggedPacket> bringing;

    private ContactBook(IReadOnlyList<LoggedPacket> packets, Fingerprint own)
    {
        Own = own;
        var ours = packets.Where(one => one.Packet.Author == own).ToList();
        var theirs = packets.Where(one => one.Packet.Author != own && one.Direct).ToList();
        hellos = theirs.Where(one => one.Packet.Body is HelloBody).ToLookup(one => one.Packet.Author);
        welcomed = [.. ours.Where(one => one.Packet.Body is WelcomeBody).Select(one => one.Packet.Cause).OfType<PacketId>()];
        greeted = [.. ours.Where(one => one.Packet.Body is HelloBody).SelectMany(one => one.Packet.Readers)];
        invites = ours.Select(one => one.Packet.Body).OfType<SelfInviteBody>().OrderBy(one => one.Expires).DistinctBy(one => one.Token).ToDictionary(one => one.Token);
        groups = Groups(ours);
        NextProfileRev = ours.Where(one => one.Packet.Body is HelloBody or ProfileBody).Select(one => one.Packet.Rev).DefaultIfEmpty().Max() + 1;
        bringing = (from one in ours let said = SaidCertificate(one) where said is not null from reader in one.Packet.Readers select (Key: (reader, said), one))
            .ToLookup(one => one.Key, one => one.one);
        var latestFirst = packets.Where(one => one.Direct).OrderByDescending(one => one.Packet.Rev).ThenBy(one => one.Packet.Id).ToList();
        imports = ours.Where(one => one.Packet.Body is SelfKeyBody).ToLookup(one => PersonIn(((SelfKeyBody)one.Packet.Body).Fingerprint));
        importedCertificates = Certificates(latestFirst, Imported);
        saidCertificates = Certificates(latestFirst, one => (one.Packet.Author, SaidCertificate(one)));
        FoldContacts(ours, theirs);
        FoldGrants(packets);
    }

    public Fingerprint Own { get; }

    /// <summary>By name, then by fingerprint.</summary>
    public IReadOnlyList<Contact> All => [.. contacts.Values
        .OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase).ThenBy(one => one.Fingerprint.ToString(), StringComparer.Ordinal)];

    public IEnumerable<Contact> Friends => All.Where(one => one.IsFriend);

    public IReadOnlyCollection<string> GroupNames => groups.Keys;

    /// <summary>Folds the packets of <see cref="PacketTypes.OfContacts"/>.</summary>
    public static ContactBook Fold(IReadOnlyList<LoggedPacket> packets, Fingerprint own) => new(packets, own);

    public Contact? Find(Fingerprint fingerprint) => contacts.GetValueOrDefault(fingerprint);

    /// <summary>Everybody with this address, accepted people first.</summary>
    public IReadOnlyList<Contact> FindAddress(string address) => [.. All
        .Where(one => one.Address.Equals(address, StringComparison.OrdinalIgnoreCase)).OrderByDescending(one => one.Accepted)];

    /// <summary>The members of a group of ours; null when there is no group of that name (case does not count).</summary>
    public IReadOnlyList<Fingerprint>? Members(string group) => groups.GetValueOrDefault(group);

    /// <summary>A group's name as the user wrote it first.</summary>
    public string? GroupName(string group) => groups.Keys.FirstOrDefault(name => name.Equals(group, StringComparison.OrdinalIgnoreCase));

    /// <summary>Was this packet meant for the reader: by name, or by a chain granted to them early enough?</summary>
    public bool IsMeantFor(Packet packet, Fingerprint reader) =>
        packet.Readers.Contains(reader)
        || (packet.Chain is { } link && grants.TryGetValue((packet.Author, link.Id, reader), out var from) && link.Seq >= from);

    /// <summary>
    /// Certificates that came after the first one, by the person or by our own import, the latest state first: renewals and
    /// revocations. Nobody has looked into them yet; one of another fingerprint means nothing. All that we imported are there, and
    /// of what the person said the latest: who has got hold of a key can say as much as they like.
    /// </summary>
    public IEnumerable<ReadOnlyMemory<byte>> LaterCertificates(Fingerprint person) => importedCertificates[person].Concat(saidCertificates[person].Take(MostCertificates));

    /// <summary>
    /// What says that it takes this person's key back, in all certificates of it that ever came, so that nothing crowds it out. Unchecked;
    /// each costs one check of a signature, which is less than the mail has cost that brought it.
    /// </summary>
    public IEnumerable<RevocationCertificate> Revocations(Fingerprint person) => importedCertificates[person].Concat(saidCertificates[person])
        .SelectMany(one => RevocationCertificate.Within(one.Span))
        .DistinctBy(one => Convert.ToBase64String(one.ToBytes()));

    /// <summary>The revision of what we say next of ourselves.</summary>
    public long NextProfileRev { get; }

    /// <summary>Our packets that bring somebody this certificate of ours, delivered or not.</summary>
    /// <param name="certificate">Base64, as packets carry it.</param>
    public IEnumerable<LoggedPacket> Bringing(string certificate, Fingerprint reader) => bringing[(reader, certificate)];

    public bool IsGranted(string chain, Fingerprint reader) => grants.ContainsKey((Own, chain, reader));

    /// <summary>Hellos that came with a token of ours which was open when they arrived, and about whom nothing is decided yet; the first that came first.</summary>
    public IEnumerable<LoggedPacket> HellosByInvite() => All
        .Where(one => one.Trust == Trust.Requested)
        .Select(one => hellos[one.Fingerprint].OrderBy(hello => hello.Packet.Id).FirstOrDefault(IsByInvite))
        .OfType<LoggedPacket>()
        .OrderBy(hello => hello.Arrived).ThenBy(hello => hello.Packet.Id);

    /// <summary>Hellos of accepted people that no welcome of ours answers yet.</summary>
    public IEnumerable<LoggedPacket> HellosWithoutWelcome() => All
        .Where(one => one is { Accepted: true, Trust: not Trust.Blocked })
        .SelectMany(one => hellos[one.Fingerprint].Where(hello => !welcomed.Contains(hello.Packet.Id)));

    /// <summary>People whose invite we opened and who have no hello of ours yet.</summary>
    public IEnumerable<(Contact Contact, string? Token)> HellosOwed() => All
        .Where(one => one is { Accepted: true, Kind: ContactKind.Node } && !greeted.Contains(one.Fingerprint) && !hellos.Contains(one.Fingerprint))
        .Select(one => (one, tokens.GetValueOrDefault(one.Fingerprint)));

    /// <summary>The next revision of what we decide about a person.</summary>
    public long NextRev(Fingerprint fingerprint) => decisionRevs.GetValueOrDefault(fingerprint) + 1;

    /// <summary>The next revision of what we import of a person's key, or of our own.</summary>
    public long NextKeyRev(Fingerprint fingerprint) => imports[fingerprint].Select(one => one.Packet.Rev).DefaultIfEmpty().Max() + 1;

    private bool IsByInvite(LoggedPacket hello) =>
        hello.Packet.Body is HelloBody { Token: { } token }
        && invites.TryGetValue(token, out var invite)
        && hello.Arrived <= invite.Expires
        && !usedTokens.ContainsKey(token);

    private void FoldContacts(List<LoggedPacket> ours, List<LoggedPacket> theirs)
    {
        var decisions = ours.Where(one => one.Packet.Body is SelfContactBody).ToLookup(one => PersonIn(((SelfContactBody)one.Packet.Body).Fingerprint));
        foreach (var decision in decisions.SelectMany(one => one).OrderBy(one => one.Packet.Rev).ThenBy(one => one.Packet.Id))
            NoteToken((SelfContactBody)decision.Packet.Body);
        var profiles = theirs.Where(one => one.Packet.Body is HelloBody or WelcomeBody or ProfileBody).ToLookup(one => one.Packet.Author);
        foreach (var fingerprint in decisions.Concat(imports).Concat(profiles).Select(one => one.Key).Distinct())
        {
            if (fingerprint == Own || fingerprint == default) continue;
            if (decisions.Contains(fingerprint)) decisionRevs[fingerprint] = decisions[fingerprint].Max(one => one.Packet.Rev);
            var decision = LoggedPacket.Latest(decisions[fingerprint])?.Packet.Body as SelfContactBody;
            var import = LoggedPacket.Latest(imports[fingerprint])?.Packet.Body as SelfKeyBody;
            if (Contact(fingerprint, decision, import, [.. profiles[fingerprint]]) is { } contact)
                contacts[fingerprint] = contact;
        }
    }

    /// <summary>However it is spelled; default for what is no fingerprint.</summary>
    private static Fingerprint PersonIn(string text) => PacketCodec.TryFingerprint(text, out var person) ? person : default;

    /// <summary>A token admits one person: whoever was written down first, by (rev, id).</summary>
    private void NoteToken(SelfContactBody decision)
    {
        if (decision.Token is not { } token || !PacketCodec.TryFingerprint(decision.Fingerprint, out var person)) return;
        if (decision.How == ContactDecision.TheirInvite) tokens[person] = token;
        else usedTokens.TryAdd(token, person);
    }

    /// <summary>
    /// A welcome that nobody asked for makes nobody a contact: it takes a decision of ours, or a hello. An import decides
    /// nothing, and never takes the place of what was decided.
    /// </summary>
    private Contact? Contact(Fingerprint fingerprint, SelfContactBody? decision, SelfKeyBody? import, List<LoggedPacket> said)
    {
        var hello = LoggedPacket.Latest(said.Where(one => one.Packet.Body is HelloBody))?.Packet.Body as HelloBody;
        var certificate = decision?.Certificate ?? hello?.Certificate ?? import?.Certificate;
        var answered = said.Any(one => one.Packet.Body is HelloBody or WelcomeBody);
        var trust = decision is null && hello is null ? Trust.Stranger : TrustOf(fingerprint, decision);
        if (certificate is null || !Envelopes.Envelope.TryBase64(certificate, out var bytes)) return null;
        return new Contact
        {
            Fingerprint = fingerprint,
            Name = DisplayName.Clean(ProfileOf(LoggedPacket.Latest(said))?.Name ?? decision?.Name ?? import!.Name),
            Address = decision?.Address ?? (hello is not null ? MailAddress(hello.Profile) : import!.Address),
            Kind = import is null || answered || decision?.How is ContactDecision.TheirInvite or ContactDecision.OurInvite ? ContactKind.Node : ContactKind.OpenPgp,
            Trust = trust,
            Certificate = bytes,
            Accepted = trust is Trust.Invited or Trust.Verified,
            Answered = answered,
            ReadsProfiles = said.Any(one => ProfileOf(one)?.Types.Contains(PacketTypes.Profile) == true),
        };
    }

    private static Profile? ProfileOf(LoggedPacket? said) => said?.Packet.Body switch
    {
        HelloBody hello => hello.Profile,
        WelcomeBody welcome => welcome.Profile,
        ProfileBody profile => profile.Profile,
        _ => null,
    };

    /// <summary>The certificate of its own author that a packet brings.</summary>
    private static string? SaidCertificate(LoggedPacket one) => one.Packet.Body switch
    {
        HelloBody hello => hello.Certificate,
        WelcomeBody welcome => welcome.Certificate,
        ProfileBody profile => profile.Certificate,
        _ => null,
    };

    private (Fingerprint Person, string? Certificate) Imported(LoggedPacket one) =>
        one.Packet.Author == Own && one.Packet.Body is SelfKeyBody import ? (PersonIn(import.Fingerprint), import.Certificate) : default;

    private static ILookup<Fingerprint, ReadOnlyMemory<byte>> Certificates(
        IEnumerable<LoggedPacket> packets, Func<LoggedPacket, (Fingerprint Person, string? Certificate)> of) =>
        packets.Select(of).Where(one => one.Person != default && one.Certificate is not null).Distinct().ToLookup(one => one.Person, one => Bytes(one.Certificate!));

    private static ReadOnlyMemory<byte> Bytes(string certificate) => Envelopes.Envelope.TryBase64(certificate, out var bytes) ? bytes : default;

    private Trust TrustOf(Fingerprint fingerprint, SelfContactBody? decision) => decision?.How switch
    {
        ContactDecision.TheirInvite => Trust.Invited,
        ContactDecision.OurInvite when decision.Token is { } token && usedTokens.GetValueOrDefault(token) == fingerprint => Trust.Invited,
        ContactDecision.Confirmed => Trust.Verified,
        ContactDecision.Blocked => Trust.Blocked,
        _ => Trust.Requested,
    };

    /// <summary>The first mail address that a profile names; empty when it names none.</summary>
    public static string MailAddress(Profile profile) => profile.Endpoints
        .Where(one => one.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
        .Select(one => one["mailto:".Length..])
        .FirstOrDefault(one => Mime.EmailAddress.TryParse(one, out _)) ?? "";

    private static Dictionary<string, List<Fingerprint>> Groups(IEnumerable<LoggedPacket> ours)
    {
        var result = new Dictionary<string, List<Fingerprint>>(StringComparer.OrdinalIgnoreCase);
        var entries = ours.Where(one => one.Packet.Body is SelfGroupBody)
            .GroupBy(one => (Name: ((SelfGroupBody)one.Packet.Body).Name.ToUpperInvariant(), Member: PersonIn(((SelfGroupBody)one.Packet.Body).Member)))
            .Select(entries => (entries.Key.Member, Body: (SelfGroupBody)LoggedPacket.Latest(entries)!.Packet.Body))
            .OrderBy(one => one.Body.Name, StringComparer.Ordinal).ThenBy(one => one.Member.ToString(), StringComparer.Ordinal);
        foreach (var (member, entry) in entries)
        {
            if (!result.TryGetValue(entry.Name, out var members)) result[entry.Name] = members = [];
            if (entry.On && member != default) members.Add(member);
        }
        return result;
    }

    private void FoldGrants(IReadOnlyList<LoggedPacket> packets)
    {
        foreach (var one in packets.Where(one => one.Direct && one.Packet.Body is ChainBody))
        {
            var grant = (ChainBody)one.Packet.Body;
            foreach (var reader in one.Packet.Readers)
            {
                var key = (one.Packet.Author, grant.Chain, reader);
                grants[key] = Math.Min(grants.GetValueOrDefault(key, long.MaxValue), grant.From);
            }
        }
    }
}
