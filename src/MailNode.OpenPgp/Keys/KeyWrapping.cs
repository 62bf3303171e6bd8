using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>Wraps session keys for public keys and unwraps them (RFC 9580, sections 5.1 and 11.5).</summary>
internal static class KeyWrapping
{
    /// <summary>GnuPG pads every session key to this, so that its cipher does not show.</summary>
    private const int PaddedLength = 40;

    /// <summary>The packet for one recipient.</summary>
    public static byte[] Wrap(SessionKey session, PublicKeyPacket recipient, bool anonymous)
    {
        var plain = session.ToWrappable();
        var packet = Wrap(plain, recipient, anonymous);
        CryptographicOperations.ZeroMemory(plain);
        return packet;
    }

    /// <summary>The same for a session key as it is wrapped: cipher, key and sum.</summary>
    public static byte[] Wrap(byte[] plain, PublicKeyPacket recipient, bool anonymous)
    {
        using var body = new WireWriter(160);
        body.Byte(3);
        if (anonymous)
            body.Bytes(stackalloc byte[8]);
        else
            body.Bytes(recipient.Fingerprint.ToBytes().AsSpan(12));
        body.Byte(recipient.Algorithm);
        WrapValue(plain, recipient, body);
        using var packet = new WireWriter(body.Length + 6);
        return packet.Packet(PacketTag.WrappedKey, body.Written).ToArray();
    }

    public static OpenRefusal Unwrap(WrappedKey wrapped, SecretKeyPacket own, out SessionKey? session)
    {
        session = null;
        if (own.Secret is not { } secret || !secret.TryUnwrap(own.Public, wrapped.Value.Span, out var plain))
            return OpenRefusal.SessionKeyBroken;
        var refusal = SessionKey.Read(plain, out session);
        CryptographicOperations.ZeroMemory(plain);
        return refusal;
    }

    /// <summary>Opens what is wrapped under an agreement's secret, once that is known.</summary>
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

    private static void WrapValue(byte[] plain, PublicKeyPacket recipient, WireWriter body)
    {
        switch (recipient.Material)
        {
            case PublicMaterial.Curve25519Legacy key:
                var scalar = Curve25519.NewScalar();
                byte[] point = [Curve25519.PointPrefix, .. Curve25519.X25519PublicOf(scalar)];
                Curve25519.TryAgree(scalar, key.Point, out var shared);
                CryptographicOperations.ZeroMemory(scalar);
                body.Mpi(point);
                WrapUnder(shared, key.Derivation, recipient, plain, body);
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
