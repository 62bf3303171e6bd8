using MailNode.Configuration;
using MailNode.Core.Contacts;
using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.Core.Replies;
using MailNode.OpenPgp;
using MailNode.Store;

namespace MailNode.Flows;

/// <summary>One opened node: who it is, what it knows, and the clock it goes by.</summary>
internal sealed class Node(Self self, SecretKey key, View view, Spool spool, MediaFolder media, Pages pages, TimeProvider clock) : IDisposable
{
    private ContactBook? book;

    private Certificate? published;

    /// <summary>Parsed once: checking a certificate's own signatures costs more than opening a mail with it.</summary>
    private readonly Dictionary<Fingerprint, Certificate?> certificates = [], loggedCertificates = [];

    public Self Self { get; } = self;

    public SecretKey Key { get; } = key;

    public ReplyKeys ReplyKeys { get; } = ReplyKeys.Of(key);

    public View View { get; } = view;

    public Spool Spool { get; } = spool;

    public MediaFolder Media { get; } = media;

    public Pages Pages { get; } = pages;

    public TimeProvider Clock { get; } = clock;

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Folded from the view; made again after packets about people came.</summary>
    public ContactBook Book => book ??= ContactBook.Fold(View.Packets.OfTypes(PacketTypes.OfContacts), Self.Fingerprint);

    /// <summary>Own key, and the certificates of everybody in the book.</summary>
    public Keyring Keyring => new(Self.Fingerprint, [Key], CertificateOf);

    /// <summary>
    /// For what lies in the log already: it was let in when it came, and a key that is taken back later does not take away
    /// what its owner wrote. Else the order in which the log is read would decide what is shown.
    /// </summary>
    public Keyring LogKeyring => new(Self.Fingerprint, [Key], LoggedCertificateOf);

    /// <summary>Our own certificate as others are told of it. Our own log goes on under the one that was not taken back.</summary>
    public Certificate Published => published ??= Whole(Self.Certificate);

    /// <summary>Our own key was taken back, so the node writes nothing to others any more.</summary>
    public bool IsTakenBack => Published.IsRevoked;

    /// <summary>Before anything is written to others.</summary>
    /// <exception cref="UserError">The own key was taken back.</exception>
    public void CheckMayWrite()
    {
        if (IsTakenBack)
            throw new UserError(
                "The key of this node was taken back, so it sends nothing any more; what is there can still be read. "
                + "Make a new node with `mailnode init` in another data folder, with --data, and invite your friends anew.");
    }

    /// <summary>Puts packets into the view, and their files where files are kept.</summary>
    public void Add(IReadOnlyList<PacketEntry> entries, IEnumerable<AttachedFile> files)
    {
        var saved = files.Select(file => (file.Sha256, Name: Media.Save(file))).ToList();
        View.InTransaction(() =>
        {
            View.Add(entries, Self.Fingerprint);
            foreach (var (sha256, name) in saved) View.Media.Add(sha256, name);
        });
        if (!entries.Any(entry => PacketTypes.OfContacts.Contains(entry.Logged.Packet.Type))) return;
        (book, published) = (null, null);
        certificates.Clear();
        loggedCertificates.Clear();
    }

    /// <summary>The certificate to seal to, or to verify with; null for strangers.</summary>
    public Certificate? CertificateOf(Fingerprint fingerprint)
    {
        if (fingerprint == Self.Fingerprint) return Self.Certificate;
        if (!certificates.TryGetValue(fingerprint, out var certificate)) certificates[fingerprint] = certificate = First(fingerprint) is { } first ? Whole(first) : null;
        return certificate;
    }

    private Certificate? LoggedCertificateOf(Fingerprint fingerprint)
    {
        if (CertificateOf(fingerprint) is not { IsRevoked: true } revoked) return CertificateOf(fingerprint);
        if (!loggedCertificates.TryGetValue(fingerprint, out var certificate))
            loggedCertificates[fingerprint] = certificate = First(fingerprint) is { } first ? With(first, later => !later.IsRevoked) : revoked;
        return certificate;
    }

    private Certificate? First(Fingerprint fingerprint) => Book.Find(fingerprint) is { } contact ? Parsed(contact.Certificate.Span, fingerprint) : null;

    private Certificate? Parsed(ReadOnlySpan<byte> bytes, Fingerprint fingerprint) =>
        Certificate.TryParse(bytes, Now, out var certificate, out _) && certificate.Fingerprint == fingerprint ? certificate : null;

    private Certificate Whole(Certificate first) => With(TakenBack(first), _ => true);

    private Certificate With(Certificate first, Func<Certificate, bool> counts) => Book.LaterCertificates(first.Fingerprint)
        .Select(bytes => Parsed(bytes.Span, first.Fingerprint)).OfType<Certificate>().Where(counts)
        .Aggregate(first, (known, one) => known.Merge(one, Now));

    /// <summary>Before anything else is merged: nothing that somebody signs with a stolen key may leave no room for it. One is enough, what covers most first.</summary>
    private Certificate TakenBack(Certificate first)
    {
        foreach (var one in Book.Revocations(first.Fingerprint).Where(one => one.Names(first)).OrderByDescending(one => one.IsHard).ThenBy(one => one.CreatedAt))
            if (one.TryApply(first, Now, out var revoked)) return revoked;
        return first;
    }

    /// <summary>What the user has been shown once: packets in digests, people who ask, held replies.</summary>
    public HashSet<string> ShownBefore() => [.. View.Packets.OfTypes([PacketTypes.SelfRead])
        .Where(one => one.Packet.Author == Self.Fingerprint)
        .SelectMany(one => ((SelfReadBody)one.Packet.Body).Digest)];

    /// <summary>
    /// The hashes of the attached files that are here and fit into so many bytes together, in their order: a mail without
    /// bounds would be refused by the server at every pass, and would have to lie in memory first.
    /// </summary>
    public HashSet<string> Fitting(IEnumerable<Attachment> attachments, long most)
    {
        var fitting = new HashSet<string>();
        foreach (var one in attachments.DistinctBy(one => one.Sha256))
            if (Media.Size(View.Media.File(one.Sha256)) is { } size && size <= most)
            {
                fitting.Add(one.Sha256);
                most -= size;
            }
        return fitting;
    }

    public void Dispose()
    {
        View.Dispose();
        Spool.Dispose();
        Key.Dispose();
    }
}
