using MailNode.Core.Packets;
using MailNode.OpenPgp;

namespace MailNode.Core.Envelopes;

/// <summary>
/// What the signatures of one message are checked with: certificates that are known, and the one that the message brings. Reading a
/// stranger's certificate is the dearest step of all, so it is done once, however many signatures ask for it.
/// </summary>
internal sealed class SignerCertificates(Keyring keyring, DateTimeOffset now)
{
    private readonly Dictionary<Fingerprint, Certificate> known = [];
    private (Body? Body, Certificate? Certificate)? brought;

    /// <summary>For whom a signature says it is by. All claims are of the same message.</summary>
    public Certificate? Find(SignerClaim claim)
    {
        if (claim.Fingerprint is not { } signer) return BroughtBy<HelloBody>(claim.Content);
        if (known.TryGetValue(signer, out var certificate)) return certificate;
        // A stranger's first packet brings the key it is signed with; whose key that is, people decide later.
        return keyring.Find(claim) is { } found ? known[signer] = Renewed(found, claim.Content) : BroughtBy<HelloBody>(claim.Content);
    }

    /// <summary>The certificate in a packet of that kind; null where the content is another, or the certificate cannot be read.</summary>
    public Certificate? BroughtBy<T>(ReadOnlyMemory<byte> content) where T : Body
    {
        brought ??= Read(content);
        return brought.Value.Body is T ? brought.Value.Certificate : null;
    }

    private (Body?, Certificate?) Read(ReadOnlyMemory<byte> content) =>
        SignedEntity.Read(content) is EntityReading.Read { Packet.Body: HelloBody or ProfileBody } read
            ? (read.Packet.Body, Envelope.BroughtBy(read.Packet.Body, now))
            : (null, null);

    /// <summary>
    /// Word that a key was renewed is signed with that key, and may come when the copy that we know has ended: it proves
    /// itself, by its owner's signatures in the certificate that it brings.
    /// </summary>
    private Certificate Renewed(Certificate ended, ReadOnlyMemory<byte> content) =>
        ended.ExpiresAt <= now && BroughtBy<Body>(content) is { IsRevoked: false } newer && newer.Fingerprint == ended.Fingerprint
            ? ended.Merge(newer, now)
            : ended;
}
