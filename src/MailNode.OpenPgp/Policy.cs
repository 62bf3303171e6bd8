using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp;

/// <summary>What is accepted of other people's keys, messages and signatures: every such decision is made here.</summary>
internal static class Policy
{
    /// <summary>How far a clock may be ahead of ours before what it dates counts as from the future.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);

    public const int CertificateBytes = 512 << 10;
    public const int CertificatePackets = 2_000;
    public const int RingBytes = 16 << 20;
    public const int RingCertificates = 1_000;
    public const int UserIdBytes = 2_048;
    public const int Subkeys = 64;

    /// <summary>How many signatures are checked for one user id or key.</summary>
    public const int SelfSignatures = 32;

    /// <summary>How many revocations of one key a minimal certificate carries.</summary>
    public const int Revocations = 2;

    public const int LockedSubkeys = 8;
    public const int Passphrases = 4;
    public const int Subpackets = 256;

    private const int SmallestRsaBits = 2_048;
    private const int LargestRsaBits = 8_192;
    private const int LargestRsaExponentBits = 32;

    private static ReadOnlySpan<byte> KnownSubpackets =>
        [2, 3, 4, 5, 7, 9, 11, 12, 16, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 39];

    /// <summary>Is a subpacket understood well enough to obey it when it is critical? A notation (20) never is.</summary>
    public static bool Knows(int subpacketType) => KnownSubpackets.Contains((byte)subpacketType);

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

    /// <summary>The hashes that a signature may rest on: SHA-2 of 256 bits and more (RFC 9580, section 9.5).</summary>
    public static bool AcceptsHash(byte hash, out HashAlgorithmName name)
    {
        name = hash switch
        {
            Hashes.Sha256 => HashAlgorithmName.SHA256,
            Hashes.Sha384 => HashAlgorithmName.SHA384,
            Hashes.Sha512 => HashAlgorithmName.SHA512,
            _ => default,
        };
        return name.Name is not null;
    }

    /// <summary>What we sign with: SHA-256, for which processors have instructions, or what GnuPG demands of a larger curve.</summary>
    public static byte SigningHash(PublicMaterial material) => material switch
    {
        PublicMaterial.Ecdsa { FieldLength: 48 } => Hashes.Sha384,
        PublicMaterial.Ecdsa { FieldLength: > 48 } => Hashes.Sha512,
        _ => Hashes.Sha256,
    };

    /// <summary>Hashes for stretching a passphrase: SHA-1 too, which GnuPG 2.2 uses there and whose collisions do not matter there.</summary>
    public static bool AcceptsStretching(byte hash, out HashAlgorithmName name)
    {
        if (AcceptsHash(hash, out name))
            return true;
        name = hash == Hashes.Sha1 ? HashAlgorithmName.SHA1 : default;
        return name.Name is not null;
    }

    public static bool AcceptsRsa(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent) =>
        Mpi.Bits(modulus) is >= SmallestRsaBits and <= LargestRsaBits
        && Mpi.Bits(exponent) is > 1 and <= LargestRsaExponentBits
        && (modulus[^1] & exponent[^1] & 1) == 1;

    /// <summary>Why a signature counts for nothing whatever it is over, or <see cref="OpenRefusal.None"/>.</summary>
    public static OpenRefusal Judge(SignaturePacket signature, DateTimeOffset now)
    {
        if (!AcceptsHash(signature.HashAlgorithm, out _))
            return OpenRefusal.WeakSignature;
        if (signature.HasUnknownCritical)
            return OpenRefusal.CriticalUnknown;
        if (signature.Created is not { } created)
            return OpenRefusal.BadSignature;
        if (created > now + ClockSkew || signature.ExpiresAt <= now)
            return OpenRefusal.SignatureDate;
        return OpenRefusal.None;
    }

    /// <summary>What a key without key flags may do: what its kind is for, and a subkey never signs by default.</summary>
    public static KeyFlags DefaultFlags(PublicMaterial material, bool primary) => material switch
    {
        _ when primary => KeyFlags.Certify | KeyFlags.Sign,
        PublicMaterial.Agreement => KeyFlags.Encrypt,
        _ => KeyFlags.None,
    };

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
