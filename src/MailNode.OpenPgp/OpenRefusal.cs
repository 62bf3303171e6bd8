namespace MailNode.OpenPgp;

/// <summary>Why a message, or a signature, is not taken. The numbers are stored: add to them, never change them.</summary>
public enum OpenRefusal
{
    /// <summary>No refusal.</summary>
    None = 0,

    /// <summary>Neither OpenPGP packets nor one armored block of them.</summary>
    NotOpenPgp = 1,

    /// <summary>Encrypted, but to none of our keys.</summary>
    NoKeyOpens = 2,

    /// <summary>The packets break the grammar of a message (RFC 9580, section 10.3).</summary>
    Malformed = 3,

    /// <summary>A version or algorithm that this implementation does not read.</summary>
    Unsupported = 4,

    /// <summary>Nothing in it is encrypted.</summary>
    NotEncrypted = 5,

    /// <summary>Encrypted without integrity protection.</summary>
    NoIntegrity = 6,

    /// <summary>The integrity check failed: truncated, changed, or the wrong key or passphrase. Which of them is not told.</summary>
    IntegrityBroken = 7,

    /// <summary>A wrapped session key does not open. Said inside only: outside it looks like <see cref="IntegrityBroken"/>, so that nobody learns from it.</summary>
    SessionKeyBroken = 8,

    /// <summary>The session key is for a cipher other than AES.</summary>
    WeakCipher = 9,

    /// <summary>Nobody signed it.</summary>
    NotSigned = 10,

    /// <summary>Signed by somebody for whom no certificate was found.</summary>
    UnknownSigner = 11,

    /// <summary>The certificate that was found does not hold the key that signed.</summary>
    SignerMismatch = 12,

    /// <summary>The signature does not fit the content.</summary>
    BadSignature = 13,

    /// <summary>The signature rests on a hash or a key that policy does not accept.</summary>
    WeakSignature = 14,

    /// <summary>The signature demands something that this implementation does not know.</summary>
    CriticalUnknown = 15,

    /// <summary>The key was expired, revoked, or never meant for signing when it signed.</summary>
    SignerKeyUnusable = 16,

    /// <summary>The signature is from the future, or has expired.</summary>
    SignatureDate = 17,

    /// <summary>More bytes, packets, recipients or signatures than the limits allow.</summary>
    OverLimit = 18,

    /// <summary>Compressed data that unpacks to too much, or too deep.</summary>
    CompressionLimit = 19,

    /// <summary>The signer names the readers it is meant for, and we are not among them.</summary>
    NotIntended = 20,
}
