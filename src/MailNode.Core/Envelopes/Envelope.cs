using System.Data.Common;
using MailNode.Core.Letters;
using MailNode.Core.Packets;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Core.Envelopes;

/// <summary>Opens one sealed body and decides whether it is a packet, whose it is, and whether it may be for us.</summary>
public static class Envelope
{
    /// <summary>
    /// Throws nothing but what looking up a certificate in the database throws; nothing of a refused body is given out. Bytes that
    /// our own code trips over are refused like any others: they must not keep everybody else's mail from coming in.
    /// </summary>
    public static Opening Open(ReadOnlyMemory<byte> body, Keyring keyring, DateTimeOffset now) =>
        Guarded(keyring, guarded => Unguarded(body, guarded, now), Failed);

    private static Opening Unguarded(ReadOnlyMemory<byte> body, Keyring keyring, DateTimeOffset now)
    {
        var certificates = new SignerCertificates(keyring, now);
        var opened = Unseal.Open(body, new OpenRequest
        {
            Keys = keyring.Keys,
            Now = now,
            FindCertificate = certificates.Find,
            Recognise = SignedEntity.IsRecognised,
        });
        return opened switch
        {
            Opened.Genuine genuine => Judge(genuine, keyring, certificates),
            Opened.Refused { Recognised: true } refused => new Opening.Refused(Words(refused.Reason)),
            Opened.Refused refused when IsDamaged(refused.Reason) => new Opening.Refused(Words(refused.Reason)),
            _ => new Opening.NotOurs(),
        };
    }

    /// <summary>The payload of a letter that we sealed to ourselves in another mail program; null for anything else. Throws as <see cref="Open"/> does.</summary>
    public static MimeEntity? OpenOwnLetter(MimeEntity mail, Keyring keyring, DateTimeOffset now) =>
        Guarded<MimeEntity?>(keyring, guarded => OwnLetter(mail, guarded, now), _ => null);

    private static MimeEntity? OwnLetter(MimeEntity mail, Keyring keyring, DateTimeOffset now) =>
        Letter.Read(mail, new OpenRequest { Keys = keyring.Keys, Now = now, FindCertificate = keyring.Find }) is LetterReading.Genuine { Envelope.IsEncrypted: true } letter
        && letter.Signer.Fingerprint == keyring.Own
            ? letter.Payload
            : null;

    /// <summary>Opens the packet that a relay carries, if it is the one that the relay is about: its author's own signature decides, not the relay's.</summary>
    public static Opening OpenRelayed(Packet packet, DateTimeOffset now)
    {
        if (packet.Body is not RelayBody relay) return new Opening.NotOurs();
        return Guarded(() => OpenRelayed(relay, now), Failed, _ => false) switch
        {
            Opening.Genuine inner when inner.Packet.Id != packet.About || inner.Packet.Root != packet.Root =>
                new Opening.Refused("the relay is about another packet than the one it carries"),
            Opening.Genuine inner when PacketTypes.IsSelf(inner.Packet.Type) => new Opening.Refused("another's own state is not ours"),
            var other => other,
        };
    }

    private static Opening OpenRelayed(RelayBody relay, DateTimeOffset now)
    {
        if (!TryBase64(relay.Certificate, out var key) || !TryBase64(relay.Entity, out var entity) || !TryBase64(relay.Signature, out var signature))
            return new Opening.Refused("the relay is not base64");
        if (!Certificate.TryParse(key, now, out var certificate, out var reason)) return new Opening.Refused(reason);
        var verdict = DetachedSignature.Verify(entity, signature, certificate, now);
        if (!verdict.Good) return new Opening.Refused("the relayed packet is not signed by its author");
        return Judge(SignedEntity.Read(entity), certificate.Fingerprint, new LiftedContent(entity, signature));
    }

    /// <summary>Everything here but the look-up works on bytes in memory: an <see cref="IOException"/> of anything else is no fault of a disk.</summary>
    private static T Guarded<T>(Keyring keyring, Func<Keyring, T> open, Func<Exception, T> failed)
    {
        Exception? outOfReach = null;
        return Guarded(() => open(keyring with { Known = Find }), failed, fault => fault == outOfReach);

        Certificate? Find(Fingerprint person)
        {
            try
            {
                return keyring.Known(person);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or DbException)
            {
                outOfReach = e;
                throw;
            }
        }
    }

    private static T Guarded<T>(Func<T> open, Func<Exception, T> failed, Func<Exception, bool> mayLeave)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (!mayLeave(e))
        {
            return failed(e);
        }
    }

    private static Opening Failed(Exception mistake) => new Opening.Refused($"MailNode itself failed on it ({mistake.GetType().Name}): please report this");

    private static Opening Judge(Opened.Genuine opened, Keyring keyring, SignerCertificates certificates)
    {
        var judged = Judge(SignedEntity.Read(opened.Content), opened.Signer.Fingerprint, opened.Lift());
        if (judged is not Opening.Genuine { Packet: var packet }) return judged;
        var reason = NotMeantFor(packet, keyring.Own) ?? (packet.Body is HelloBody && certificates.BroughtBy<HelloBody>(opened.Content)?.Fingerprint != packet.Author
            ? "the key in it is not its author's"
            : null);
        return reason is null ? judged : new Opening.Refused(reason);
    }

    private static Opening Judge(EntityReading reading, Fingerprint signer, LiftedContent lifted) =>
        reading switch
        {
            EntityReading.Read read when read.Packet.Author != signer => new Opening.Refused("the signer is not the packet's author"),
            EntityReading.Read read => new Opening.Genuine(read.Packet, read.Files, lifted),
            EntityReading.Broken broken => new Opening.Refused($"the packet cannot be read: {broken.Reason}"),
            _ => new Opening.NotOurs(),
        };

    /// <summary>
    /// Why a packet cannot be meant for us, whatever else is known; null when it may be. A packet in a chain waits for the
    /// grant of its chain, so it is let in here and hidden by the fold until then.
    /// </summary>
    private static string? NotMeantFor(Packet packet, Fingerprint own)
    {
        if (packet.Author == own) return null;
        if (PacketTypes.IsSelf(packet.Type)) return "another's own state is not ours";
        if (packet.Readers.Count > 0) return packet.Readers.Contains(own) ? null : "it was meant for somebody else";
        return packet.Chain is null ? "it names neither readers nor a chain" : null;
    }

    /// <summary>The key that a packet brings; null when it brings none that can be read.</summary>
    public static Certificate? BroughtBy(Body body, DateTimeOffset now) =>
        (body switch { HelloBody hello => hello.Certificate, WelcomeBody welcome => welcome.Certificate, ProfileBody profile => profile.Certificate, _ => null }) is { } certificate
        && TryBase64(certificate, out var bytes) && Certificate.TryParse(bytes, now, out var parsed, out _) ? parsed : null;

    /// <summary>
    /// Sealed to our key but damaged on the way: it cannot be told from a packet, and nobody can read it any more. A cipher that is not
    /// read goes with it: it may be what became of a wrapped key, and where a mail goes must not tell whoever changed it how that opened.
    /// </summary>
    private static bool IsDamaged(OpenRefusal reason) =>
        reason is OpenRefusal.IntegrityBroken or OpenRefusal.NoIntegrity or OpenRefusal.SessionKeyBroken or OpenRefusal.WeakCipher or OpenRefusal.Malformed;

    private static string Words(OpenRefusal reason) => $"it could not be opened and verified ({reason})";

    internal static bool TryBase64(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length * 3 / 4 + 3];
        var good = Convert.TryFromBase64String(text, bytes, out var length);
        bytes = good ? bytes[..length] : [];
        return good;
    }
}

/// <summary>The keys that a node opens and verifies with.</summary>
/// <param name="Own">The node's own identity.</param>
public sealed record Keyring(Fingerprint Own, IReadOnlyList<SecretKey> Keys, Func<Fingerprint, Certificate?> Known)
{
    internal Certificate? Find(SignerClaim claim) => claim.Fingerprint is { } fingerprint ? Known(fingerprint) : null;
}

/// <summary>What one sealed body turned out to be.</summary>
public abstract record Opening
{
    private Opening() { }

    /// <param name="Lifted">The signed entity with its author's signature, as a relay carries it.</param>
    public sealed record Genuine(Packet Packet, IReadOnlyList<AttachedFile> Files, LiftedContent Lifted) : Opening;

    /// <summary>Not for our key, or a letter that only a person should read: it stays where it is.</summary>
    public sealed record NotOurs : Opening;

    /// <summary>For us, but it must not be shown: to the quarantine, with the reason in words.</summary>
    public sealed record Refused(string Reason) : Opening;
}
