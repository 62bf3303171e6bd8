using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp;

/// <summary>
/// What is accepted of other people's keys, messages and signatures: every such decision is made here, from top to bottom
/// ciphers, hashes, keys, signatures, bindings, limits. What it does not name is refused or passed over.
/// </summary>
internal static class Policy
{
    // Ciphers: AES, and a body only with integrity. Nothing of it is released before that and a signature are proven.

    /// <summary>The length of a cipher's key in bytes; AES only (RFC 9580, section 9.3).</summary>
    public static bool AcceptsCipher(byte cipher, out int keyLength)
    {
        keyLength = cipher switch { Ciphers.Aes128 => 16, Ciphers.Aes192 => 24, Ciphers.Aes256 => 32, _ => 0 };
        return keyLength != 0;
    }

    /// <summary>The length of a mode's nonce in bytes (RFC 9580, section 9.6); the tag always has sixteen.</summary>
    public static bool AcceptsAead(byte mode, out int nonceLength)
    {
        nonceLength = mode switch { AeadModes.Eax => 16, AeadModes.Ocb => 15, AeadModes.Gcm => 12, _ => 0 };
        return nonceLength != 0;
    }

    // Hashes: SHA-2 and, where the platform has it, SHA-3. MD5 and RIPEMD never.

    /// <summary>From then on SHA-1 vouches for nothing: the first collision with a chosen prefix was published that month.</summary>
    public static readonly DateTimeOffset EndOfSha1 = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The hashes that a signature may rest on, of 256 bits and more (RFC 9580, section 9.5).</summary>
    public static bool AcceptsHash(byte hash, out HashAlgorithmName name)
    {
        name = hash switch
        {
            Hashes.Sha256 => HashAlgorithmName.SHA256,
            Hashes.Sha384 => HashAlgorithmName.SHA384,
            Hashes.Sha512 => HashAlgorithmName.SHA512,
            Hashes.Sha3Of256 when SHA3_256.IsSupported => HashAlgorithmName.SHA3_256,
            Hashes.Sha3Of512 when SHA3_512.IsSupported => HashAlgorithmName.SHA3_512,
            _ => default,
        };
        return name.Name is not null;
    }

    /// <summary>
    /// The hashes that are computed at all: SHA-1 too, which old self-signatures rest on and GnuPG 2.2 stretches passphrases
    /// with. Whether it counts is for <see cref="JudgeSelf"/>.
    /// </summary>
    public static bool TryHash(byte hash, out HashAlgorithmName name)
    {
        if (AcceptsHash(hash, out name))
            return true;
        name = hash == Hashes.Sha1 ? HashAlgorithmName.SHA1 : default;
        return name.Name is not null;
    }

    /// <summary>Hashes for stretching a passphrase: SHA-1's collisions do not matter there.</summary>
    public static bool AcceptsStretching(byte hash, out HashAlgorithmName name) => TryHash(hash, out name);

    /// <summary>What we sign with: SHA-256, for which processors have instructions, or what GnuPG demands of a larger curve.</summary>
    public static byte SigningHash(PublicMaterial material) => material switch
    {
        PublicMaterial.Ecdsa { FieldLength: 48 } => Hashes.Sha384,
        PublicMaterial.Ecdsa { FieldLength: > 48 } => Hashes.Sha512,
        _ => Hashes.Sha256,
    };

    /// <summary>
    /// How much work a stranger's file may ask for when a passphrase is tried: up to 1 GiB of memory, filled four times, by
    /// sixteen threads; and no less memory than RFC 9580 (section 3.7.1.4) defines.
    /// </summary>
    public static bool AcceptsArgon2(byte passes, byte lanes, byte memoryExponent) =>
        passes > 0 && lanes is > 0 and <= 16 && memoryExponent is >= 3 and <= 20 && 1 << memoryExponent >= 8 * lanes
        && (long)passes << memoryExponent <= 4L << 20;

    // Keys: RSA of sensible size; P-256, P-384 and P-521 (NistCurves); Curve25519 as in RFC 9580 and as in version 4
    // (Curve25519, which refuses points of small order and those not written in the one right way). Others are unusable.

    public static bool AcceptsRsa(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent) =>
        Mpi.Bits(modulus) is >= SmallestRsaBits and <= LargestRsaBits
        && Mpi.Bits(exponent) is > 1 and <= LargestRsaExponentBits
        && (modulus[^1] & exponent[^1] & 1) == 1;

    /// <summary>What an ECDH key may say of how wrapping keys are derived: SHA-2 and AES (RFC 9580, section 11.5).</summary>
    public static bool AcceptsDerivation(byte hash, byte cipher) =>
        hash is Hashes.Sha256 or Hashes.Sha384 or Hashes.Sha512 && AcceptsCipher(cipher, out _);

    /// <summary>May a key of that version be of that kind? Version 6 has no legacy curves (RFC 9580, sections 5.5.5.5 and 5.5.5.6).</summary>
    public static bool AcceptsKind(int version, PublicMaterial material) =>
        version == 4 || material is not (PublicMaterial.Ed25519Legacy or PublicMaterial.Curve25519Legacy);

    // Signatures: in their time, understood, on a good hash. Those over content are checked in ContentSignature, those of a
    // key's owner in SelfSignatures; the arithmetic, with r, s and R, in Verification.

    /// <summary>Why a signature over content counts for nothing whatever it is over, or <see cref="OpenRefusal.None"/>.</summary>
    public static OpenRefusal Judge(SignaturePacket signature, DateTimeOffset now) =>
        AcceptsHash(signature.HashAlgorithm, out _) ? JudgeFrame(signature, now) : OpenRefusal.WeakSignature;

    /// <summary>
    /// The same for what the owner of a key says of it: certifications, bindings, back-signatures. SHA-1 is
    /// good for those if they are old: nobody but the owner makes them, so there was never a stranger's half of a collision
    /// in them. Over content it never is: the date would be the forger's.
    /// </summary>
    public static OpenRefusal JudgeSelf(SignaturePacket signature, DateTimeOffset now) =>
        signature.HashAlgorithm == Hashes.Sha1 && signature.Version == 4 && signature.Created < EndOfSha1
            ? JudgeFrame(signature, now)
            : Judge(signature, now);

    /// <summary>
    /// The same for revocations, where the doubt is the other way round: a forger gains nothing by taking a key back, and
    /// its owner may have had an old program only. SHA-1 is good at any date; that one demands what we do not know, has run
    /// out, has no date, or is older than the key, is passed over. One from the future counts when its day has come.
    /// </summary>
    public static OpenRefusal JudgeRevocation(SignaturePacket signature, DateTimeOffset now)
    {
        if (!TryHash(signature.HashAlgorithm, out _))
            return OpenRefusal.WeakSignature;
        return signature.Created > now + ClockSkew ? OpenRefusal.SignatureDate : OpenRefusal.None;
    }

    private static OpenRefusal JudgeFrame(SignaturePacket signature, DateTimeOffset now)
    {
        if (signature.HasUnknownCritical)
            return OpenRefusal.CriticalUnknown;
        if (signature.Created is not { } created)
            return OpenRefusal.BadSignature;
        if (created > now + ClockSkew || signature.ExpiresAt <= now)
            return OpenRefusal.SignatureDate;
        return OpenRefusal.None;
    }

    /// <summary>How far a clock may be ahead of ours before what it dates counts as from the future.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);

    /// <summary>Is a subpacket understood well enough to obey it when it is critical? A notation never is.</summary>
    public static bool Knows(int subpacketType) => KnownSubpackets.Contains((byte)subpacketType);

    private static ReadOnlySpan<byte> KnownSubpackets =>
    [
        SubpacketTypes.Created, SubpacketTypes.SignatureExpiry, SubpacketTypes.Exportable, SubpacketTypes.Trust, SubpacketTypes.Revocable,
        SubpacketTypes.KeyExpiry, SubpacketTypes.PreferredCiphers, SubpacketTypes.RevocationKey, SubpacketTypes.Issuer,
        SubpacketTypes.PreferredHashes, SubpacketTypes.PreferredCompression, SubpacketTypes.KeyServerPreferences,
        SubpacketTypes.PreferredKeyServer, SubpacketTypes.PrimaryUserId, SubpacketTypes.PolicyUri, SubpacketTypes.KeyFlags,
        SubpacketTypes.SignersUserId, SubpacketTypes.RevocationReason, SubpacketTypes.Features, SubpacketTypes.Target,
        SubpacketTypes.BackSignature, SubpacketTypes.IssuerFingerprint, SubpacketTypes.PreferredModes,
        SubpacketTypes.IntendedRecipient, SubpacketTypes.PreferredSuites,
    ];

    // Bindings: a subkey is the primary key's if that signed it, and signs for it only if it signed back; a key does what its
    // flags say while it is neither expired nor revoked (BoundKey). Designated revokers are not asked: only the owner revokes.

    /// <summary>What a key without key flags may do: what its kind is for, and a subkey never signs by default.</summary>
    public static KeyFlags DefaultFlags(PublicMaterial material, bool primary) => material switch
    {
        _ when primary => KeyFlags.Certify | KeyFlags.Sign,
        PublicMaterial.Agreement => KeyFlags.Encrypt,
        _ => KeyFlags.None,
    };

    // Limits.

    public const int CertificateBytes = 512 << 10;
    public const int CertificatePackets = 2_000;
    public const int RingBytes = 16 << 20;
    public const int RingCertificates = 1_000;
    public const int UserIdBytes = 2_048;

    /// <summary>How many subkeys, and how many user ids, are used: the first that their owner signed.</summary>
    public const int Subkeys = 64;

    /// <summary>A subkey that is longer is of no kind that is used.</summary>
    public const int SubkeyBytes = 4_096;

    /// <summary>
    /// How many of its owner's signatures are checked in one certificate: what the largest one that is used needs, an eighth
    /// of a second on the slowest curve. Revocations come first. If those alone are more, one that is genuine may be among
    /// the rest, so the certificate is refused: no flood makes anything valid that was taken back. Of everything else the
    /// newest come first, and what is not reached is as if it were not there, which makes nothing valid.
    /// </summary>
    public const int Verifications = 200;

    public const int LockedSubkeys = 8;
    public const int Passphrases = 4;
    public const int Subpackets = 256;

    /// <summary>The longest packet that wraps a session key: ten times what a key of 8,192 bits needs.</summary>
    public const int WrappedKeyBytes = 16 << 10;

    /// <summary>The longest signature: as much as two full areas of subpackets in version 4, and room for the value.</summary>
    public const int SignatureBytes = 192 << 10;

    private const int SmallestRsaBits = 2_048;
    private const int LargestRsaBits = 8_192;
    private const int LargestRsaExponentBits = 32;

    /// <summary>
    /// How much a compressed packet may unpack to: the smaller of the ratio and the fixed cap, but never so little that an
    /// honest digest full of repetitions or an honest attachment is lost.
    /// </summary>
    public static int UnpackedBytes(OpenLimits limits, int packed)
    {
        const long alwaysFine = 1 << 20;
        var honest = Math.Max(limits.UnpackedBytes, 3L * packed);
        return (int)Math.Min(limits.MessageBytes, Math.Max(alwaysFine, Math.Min(honest, (long)limits.CompressionRatio * packed)));
    }
}
