namespace MailNode.OpenPgp.Wire;

/// <summary>Kinds of OpenPGP packet (RFC 9580, section 5).</summary>
internal enum PacketTag : byte
{
    WrappedKey = 1,
    Signature = 2,
    PassphraseKey = 3,
    OnePass = 4,
    SecretKey = 5,
    PublicKey = 6,
    SecretSubkey = 7,
    Compressed = 8,
    Unprotected = 9,
    Marker = 10,
    Literal = 11,
    Trust = 12,
    UserId = 13,
    PublicSubkey = 14,
    UserAttribute = 17,
    Protected = 18,
    IntegrityCode = 19,
    Aead = 20,
    Padding = 21,
}

/// <summary>Public-key algorithms (RFC 9580, section 9.1).</summary>
internal static class Algorithms
{
    public const byte Rsa = 1;
    public const byte RsaEncryptOnly = 2;
    public const byte RsaSignOnly = 3;
    public const byte Elgamal = 16;
    public const byte Dsa = 17;
    public const byte Ecdh = 18;
    public const byte Ecdsa = 19;
    public const byte EdDsaLegacy = 22;
    public const byte X25519 = 25;
    public const byte Ed25519 = 27;
}

/// <summary>Symmetric ciphers (RFC 9580, section 9.3).</summary>
internal static class Ciphers
{
    public const byte Aes128 = 7;
    public const byte Aes192 = 8;
    public const byte Aes256 = 9;
}

/// <summary>Modes of authenticated encryption (RFC 9580, section 9.6).</summary>
internal static class AeadModes
{
    public const byte Eax = 1;
    public const byte Ocb = 2;
    public const byte Gcm = 3;
}

/// <summary>Hashes (RFC 9580, section 9.5).</summary>
internal static class Hashes
{
    public const byte Sha1 = 2;
    public const byte Sha256 = 8;
    public const byte Sha384 = 9;
    public const byte Sha512 = 10;
    public const byte Sha3Of256 = 12;
    public const byte Sha3Of512 = 14;

    /// <summary>How long the salt of a version 6 signature is, in bytes; null for hashes that none is defined for.</summary>
    public static int? SaltLength(byte hash) => hash switch
    {
        Sha256 or Sha3Of256 => 16,
        Sha384 => 24,
        Sha512 or Sha3Of512 => 32,
        _ => null,
    };
}

/// <summary>What a signature is about (RFC 9580, section 5.2.1).</summary>
internal static class SignatureTypes
{
    public const byte Binary = 0x00;
    public const byte Text = 0x01;
    public const byte FirstCertification = 0x10;
    public const byte PositiveCertification = 0x13;
    public const byte SubkeyBinding = 0x18;
    public const byte PrimaryBinding = 0x19;
    public const byte DirectKey = 0x1F;
    public const byte KeyRevocation = 0x20;
    public const byte SubkeyRevocation = 0x28;
    public const byte CertificationRevocation = 0x30;

    /// <summary>Does it say that a user id belongs to a key? How sure the signer was makes no difference.</summary>
    public static bool IsCertification(byte type) => type is >= FirstCertification and <= PositiveCertification;
}

/// <summary>What a signature says besides (RFC 9580, section 5.2.3.7); with the critical bit, whoever does not understand it has to refuse.</summary>
internal static class SubpacketTypes
{
    public const byte Created = 2;
    public const byte SignatureExpiry = 3;
    public const byte Exportable = 4;
    public const byte Trust = 5;
    public const byte Revocable = 7;
    public const byte KeyExpiry = 9;
    public const byte PreferredCiphers = 11;
    public const byte RevocationKey = 12;
    public const byte Issuer = 16;
    public const byte PreferredHashes = 21;
    public const byte PreferredCompression = 22;
    public const byte KeyServerPreferences = 23;
    public const byte PreferredKeyServer = 24;
    public const byte PrimaryUserId = 25;
    public const byte PolicyUri = 26;
    public const byte KeyFlags = 27;
    public const byte SignersUserId = 28;
    public const byte RevocationReason = 29;
    public const byte Features = 30;
    public const byte Target = 31;
    public const byte BackSignature = 32;
    public const byte IssuerFingerprint = 33;

    /// <summary>Of an older draft of RFC 9580, and so in LibrePGP: the modes of authenticated encryption, one octet each.</summary>
    public const byte PreferredModes = 34;
    public const byte IntendedRecipient = 35;
    public const byte PreferredSuites = 39;

    public const byte CriticalBit = 0x80;

    /// <summary>A type as it stands in a signature, without that bit.</summary>
    public static byte WithoutCritical(int type) => (byte)(type & ~CriticalBit);
}

/// <summary>What a key is for (RFC 9580, section 5.2.3.29).</summary>
[Flags]
internal enum KeyFlags : byte
{
    None = 0,
    Certify = 0x01,
    Sign = 0x02,
    EncryptTransport = 0x04,
    EncryptStorage = 0x08,
    Encrypt = EncryptTransport | EncryptStorage,
}
