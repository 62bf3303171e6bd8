using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>Wraps session keys for public keys and unwraps them (RFC 9580, sections 5.1 and 11.5).</summary>
internal static class KeyWrapping
{
    /// <summary>GnuPG pads every session key to this, so that its cipher does not show.</summary>
    private const int PaddedLength = 40;

    /// <summary>The packet for one recipient, to stand before a body of that version.</summary>
    public static byte[] Wrap(SessionKey session, PublicKeyPacket recipient, SealVersion goesWith, bool anonymous)
    {
        var plain = session.ToWrappable(goesWith, HasSum(recipient.Algorithm));
        try
        {
            return Wrap(plain, recipient, goesWith, anonymous);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>The same for a session key as it is wrapped.</summary>
    public static byte[] Wrap(byte[] plain, PublicKeyPacket recipient, SealVersion goesWith, bool anonymous)
    {
        using var body = new WireWriter(160);
        WrappedKey.WriteHead(body, goesWith, recipient, anonymous);
        WrapValue(plain, recipient, goesWith, body);
        using var packet = new WireWriter(body.Length + 6);
        return packet.Packet(PacketTag.WrappedKey, body.Written).ToArray();
    }

    /// <summary>Opens a session key.</summary>
    /// <param name="cipherOfBody">What the body's header names; null for a body of version 1, where the wrapped key does.</param>
    public static OpenRefusal Unwrap(WrappedKey wrapped, SecretKeyPacket own, byte? cipherOfBody, out SessionKey? session)
    {
        session = null;
        if (own.Secret is not { } secret || !secret.TryUnwrap(own.Public, wrapped.Value.Span, out var plain))
            return OpenRefusal.SessionKeyBroken;
        var refusal = SessionKey.Read(plain, cipherOfBody, HasSum(own.Public.Algorithm), out session);
        CryptographicOperations.ZeroMemory(plain);
        return refusal;
    }

    /// <summary>
    /// The same for who answers to strangers. RSA's padding must not tell who guesses at it whether it was right: whatever is
    /// wrong there gives a random key instead, and it is the body's integrity check that fails.
    /// </summary>
    public static OpenRefusal UnwrapOrDecoy(WrappedKey wrapped, SecretKeyPacket own, byte? cipherOfBody, out SessionKey? session)
    {
        var refusal = Unwrap(wrapped, own, cipherOfBody, out session);
        if (own.Secret is not RsaSecret)
            return refusal;
        var decoy = SessionKey.New(cipherOfBody ?? Ciphers.Aes256);
        session ??= decoy;
        return OpenRefusal.None;
    }

    /// <summary>X25519 wraps the bare key (RFC 9580, section 5.1.6); the older algorithms add a sum.</summary>
    private static bool HasSum(byte algorithm) => algorithm != Algorithms.X25519;

    /// <summary>Opens what is wrapped under an agreement's secret, once that is known. Wipes <paramref name="shared"/>.</summary>
    public static bool TryOpen(byte[] shared, Derivation derivation, PublicKeyPacket recipient, ReadOnlySpan<byte> wrapped, out byte[] plain)
    {
        var key = WrappingKey(shared, derivation, recipient);
        var opened = AesWrap.TryUnwrap(key, wrapped, out var padded);
        plain = [];
        if (opened && IsPadded(padded))
            plain = padded[..^padded[^1]];
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(padded);
        return plain.Length > 0;
    }

    /// <summary>The same for X25519, where nothing is padded. Wipes <paramref name="shared"/>.</summary>
    public static bool TryOpenX25519(byte[] shared, ReadOnlySpan<byte> ephemeral, byte[] recipient, ReadOnlySpan<byte> wrapped, out byte[] plain)
    {
        var key = WrappingKey(shared, ephemeral, recipient);
        var opened = AesWrap.TryUnwrap(key, wrapped, out plain);
        CryptographicOperations.ZeroMemory(key);
        if (!opened)
            CryptographicOperations.ZeroMemory(plain);
        return opened;
    }

    private static void WrapValue(byte[] plain, PublicKeyPacket recipient, SealVersion goesWith, WireWriter body)
    {
        switch (recipient.Material)
        {
            case PublicMaterial.Curve25519Legacy key:
                var legacy = Agree(key.Point, out var point);
                body.Mpi([Curve25519.PointPrefix, .. point]);
                WrapUnder(legacy, key.Derivation, recipient, plain, body);
                break;
            case PublicMaterial.X25519 key:
                WrapX25519(key, plain, goesWith, body);
                break;
            case PublicMaterial.NistEcdh key:
                WrapNist(key, recipient, plain, body);
                break;
            case PublicMaterial.Rsa key:
                using (var rsa = RSA.Create(key.Parameters))
                    body.Mpi(rsa.Encrypt(plain, RSAEncryptionPadding.Pkcs1));
                break;
            default:
                throw new InvalidOperationException("Nothing can be encrypted to this key.");
        }
    }

    /// <summary>A secret shared with whoever has the key of that point, and the point that lets them find it.</summary>
    private static byte[] Agree(byte[] point, out byte[] ephemeral)
    {
        using var key = X25519Key.New();
        ephemeral = key.ToPoint();
        return key.TryAgree(point, out var shared) ? shared : throw new InvalidOperationException("A point that was not checked at import.");
    }

    /// <summary>Point, length, the cipher in the clear beside a body of version 1, and the bare key wrapped (RFC 9580, section 5.1.6).</summary>
    private static void WrapX25519(PublicMaterial.X25519 recipient, byte[] plain, SealVersion goesWith, WireWriter body)
    {
        var shared = Agree(recipient.Point, out var ephemeral);
        var key = WrappingKey(shared, ephemeral, recipient.Point);
        ReadOnlySpan<byte> cipher = goesWith == SealVersion.One ? plain.AsSpan(0, 1) : [];
        body.Bytes(ephemeral).Short([.. cipher, .. AesWrap.Wrap(key, plain.AsSpan(cipher.Length))]);
        CryptographicOperations.ZeroMemory(key);
    }

    private static void WrapNist(PublicMaterial.NistEcdh key, PublicKeyPacket recipient, byte[] plain, WireWriter body)
    {
        using var ephemeral = ECDiffieHellman.Create(key.Parameters.Curve);
        using var other = ECDiffieHellman.Create(key.Parameters);
        using var otherKey = other.PublicKey;
        var q = ephemeral.ExportParameters(false).Q;
        body.Mpi([4, .. q.X!, .. q.Y!]);
        WrapUnder(ephemeral.DeriveRawSecretAgreement(otherKey), key.Derivation, recipient, plain, body);
    }

    private static void WrapUnder(byte[] shared, Derivation derivation, PublicKeyPacket recipient, byte[] plain, WireWriter body)
    {
        var key = WrappingKey(shared, derivation, recipient);
        var padded = new byte[PaddedLength];
        padded.AsSpan().Fill((byte)(PaddedLength - plain.Length));
        plain.CopyTo(padded, 0);
        body.Short(AesWrap.Wrap(key, padded));
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(padded);
    }

    /// <summary>X25519's derivation binds both points. Wipes <paramref name="shared"/>.</summary>
    private static byte[] WrappingKey(byte[] shared, ReadOnlySpan<byte> ephemeral, ReadOnlySpan<byte> recipient)
    {
        var key = new byte[16];
        using var input = new WireWriter(3 * Curve25519.KeyLength);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, input.Bytes(ephemeral).Bytes(recipient).Bytes(shared).Written, key, [], "OpenPGP X25519"u8);
        CryptographicOperations.ZeroMemory(shared);
        return key;
    }

    /// <summary>One round of the concatenation KDF; binds the recipient's key. Wipes <paramref name="shared"/>.</summary>
    private static byte[] WrappingKey(byte[] shared, Derivation derivation, PublicKeyPacket recipient)
    {
        using var hashed = new WireWriter(160);
        hashed.UInt32(1).Bytes(shared).Short(derivation.CurveOid).Byte(Algorithms.Ecdh).Short([1, derivation.Hash, derivation.Cipher])
            .Bytes("Anonymous Sender    "u8).Bytes(recipient.Fingerprint.ToBytes());
        CryptographicOperations.ZeroMemory(shared);
        if (!Policy.AcceptsHash(derivation.Hash, out var name) || !Policy.AcceptsCipher(derivation.Cipher, out var length))
            throw new InvalidOperationException("A derivation that was not checked at import.");
        var digest = CryptographicOperations.HashData(name, hashed.Written);
        var key = digest[..length];
        CryptographicOperations.ZeroMemory(digest);
        return key;
    }

    /// <summary>Each padding octet is the padding's length; what is left must at least be a cipher, a key and a sum.</summary>
    private static bool IsPadded(byte[] padded)
    {
        int length = padded[^1];
        return length > 0 && length < padded.Length && !padded.AsSpan(padded.Length - length).ContainsAnyExcept((byte)length);
    }
}
