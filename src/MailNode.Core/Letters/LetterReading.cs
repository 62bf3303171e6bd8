using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Core.Letters;

/// <summary>What a mail turned out to be, read with all keys at hand.</summary>
public abstract record LetterReading
{
    private LetterReading() { }

    /// <summary>The mail as a whole is neither encrypted nor signed.</summary>
    /// <param name="HasErrantLayer">
    /// A part of it is, or says so. That protects nothing and is not opened: whoever put the rest around it could use what is inside
    /// (RFC 9787, section 4.5).
    /// </param>
    public sealed record Unprotected(bool HasErrantLayer) : LetterReading;

    /// <summary>Whole, and signed by the certificate that was found for it.</summary>
    /// <param name="Signer">The author. What a header says about who wrote it is no proof.</param>
    /// <param name="SignedAt">When the signer says to have signed.</param>
    /// <param name="Payload">What was signed, as an entity; layers inside it are not opened.</param>
    /// <param name="Headers">Null where the sender did not protect them: then those outside are as anybody on the way left them.</param>
    /// <param name="From">The address of From if the signer's key is for it, else null.</param>
    public sealed record Genuine(
        LetterEnvelope Envelope, Certificate Signer, DateTimeOffset SignedAt, MimeEntity Payload, ProtectedHeaders? Headers, EmailAddress? From) : LetterReading;

    /// <summary>Protected, but not to be shown.</summary>
    public sealed record Refused(LetterEnvelope Envelope, OpenRefusal Reason) : LetterReading
    {
        /// <summary>Is there a signature? Null where nobody can tell, since the mail did not open.</summary>
        public bool? IsSigned => Reason switch
        {
            OpenRefusal.NotSigned or OpenRefusal.NotEncrypted => false,
            OpenRefusal.UnknownSigner or OpenRefusal.SignerMismatch or OpenRefusal.BadSignature or OpenRefusal.WeakSignature
                or OpenRefusal.CriticalUnknown or OpenRefusal.SignerKeyUnusable or OpenRefusal.SignatureDate or OpenRefusal.NotIntended => true,
            _ => Envelope.Form == LetterForm.Signed ? true : null,
        };
    }

    /// <summary>Several encrypted bodies and nothing else, as nodes send them: each is a letter by itself, the whole is none.</summary>
    public sealed record Batch(IReadOnlyList<LetterReading> Letters) : LetterReading;
}

/// <summary>What protects a mail, told from outside (RFC 9787, section 4.1: the cryptographic envelope).</summary>
/// <param name="Form">How it is written.</param>
/// <param name="Outline">Whom it is encrypted to; null where it is signed only.</param>
public sealed record LetterEnvelope(LetterForm Form, MessageOutline? Outline)
{
    /// <summary>Whether there is an encrypted body at all; what is only labelled so has none.</summary>
    public bool IsEncrypted => Outline is { Protection: not BodyProtection.None };
}

/// <summary>How a protected mail is written.</summary>
public enum LetterForm
{
    /// <summary>As multipart/encrypted (RFC 3156, section 4).</summary>
    Encrypted,

    /// <summary>As multipart/signed (RFC 3156, section 5).</summary>
    Signed,

    /// <summary>It was either, and a server on the way rebuilt it.</summary>
    Repaired,

    /// <summary>Armor as the whole text of a mail, without MIME.</summary>
    Inline,
}
