using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>
/// A session key that a passphrase opens (SKESK; RFC 9580, section 5.3): version 4 goes with a body of version 1, version 6
/// with one of version 2.
/// </summary>
internal sealed record PassphraseKey(SealVersion GoesWith, ReadOnlyMemory<byte> Body)
{
    private const byte Version4 = 4;
    private const byte Version6 = 6;

    /// <summary>Null for other versions, which may stand beside one that we can read.</summary>
    public static PassphraseKey? Read(ReadOnlyMemory<byte> body) => body.IsEmpty ? null : body.Span[0] switch
    {
        Version4 => new PassphraseKey(SealVersion.One, body),
        Version6 => new PassphraseKey(SealVersion.Two, body),
        _ => null,
    };

    /// <summary>The stretched passphrase itself is the session key, as GnuPG does it; for a body of version 1 that nothing else opens.</summary>
    public static SessionKey New(string passphrase, out byte[] packet)
    {
        var stretching = Stretching.New();
        using var body = new WireWriter(16);
        stretching.Write(body.Byte(Version4).Byte(Ciphers.Aes256));
        packet = Packet(body);
        var key = stretching.Derive(passphrase, 32);
        var made = SessionKey.TryMake(Ciphers.Aes256, key, out var session);
        CryptographicOperations.ZeroMemory(key);
        return made ? session! : throw new InvalidOperationException("AES-256 takes 32 bytes.");
    }

    /// <summary>Another way to a session key that there is already.</summary>
    public static byte[] Wrap(SessionKey session, string passphrase, SealVersion goesWith)
    {
        var stretching = Stretching.New();
        var key = stretching.Derive(passphrase, 32);
        using var body = new WireWriter(128);
        if (goesWith == SealVersion.Two)
            WriteVersion6(body, session, stretching, key);
        else
            WriteVersion4(body, session, stretching, key);
        CryptographicOperations.ZeroMemory(key);
        return Packet(body);
    }

    /// <summary>
    /// A wrong passphrase shows at once in version 6; in version 4 only when the body's integrity is checked, or as a cipher
    /// that makes no sense.
    /// </summary>
    public OpenRefusal Open(string passphrase, byte? cipherOfBody, out SessionKey? session)
    {
        session = null;
        var cursor = new ByteCursor(Body.Span[1..]);
        return GoesWith == SealVersion.One
            ? OpenVersion4(ref cursor, passphrase, out session)
            : OpenVersion6(cursor, passphrase, cipherOfBody ?? 0, out session);
    }

    private static OpenRefusal OpenVersion4(ref ByteCursor cursor, string passphrase, out SessionKey? session)
    {
        session = null;
        if (!cursor.TryByte(out var cipher) || !Policy.AcceptsCipher(cipher, out var length))
            return OpenRefusal.WeakCipher;
        if (!Stretching.TryRead(ref cursor, out var stretching))
            return OpenRefusal.Unsupported;
        var key = stretching!.Derive(passphrase, length);
        try
        {
            if (cursor.AtEnd)
                return SessionKey.TryMake(cipher, key, out session) ? OpenRefusal.None : OpenRefusal.WeakCipher;
            return TryInner(key, cursor.Rest, out session) ? OpenRefusal.None : OpenRefusal.SessionKeyBroken;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>A session key of its own, encrypted under the stretched passphrase.</summary>
    private static bool TryInner(byte[] key, ReadOnlySpan<byte> encrypted, out SessionKey? session)
    {
        var plain = new byte[encrypted.Length];
        Cfb.Decrypt(key, stackalloc byte[Cfb.BlockLength], encrypted, plain);
        var made = SessionKey.TryMake(plain[0], plain.AsSpan(1), out session);
        CryptographicOperations.ZeroMemory(plain);
        return made;
    }

    private static void WriteVersion4(WireWriter body, SessionKey session, IteratedStretching stretching, byte[] key)
    {
        stretching.Write(body.Byte(Version4).Byte(Ciphers.Aes256));
        var start = body.Length;
        body.Byte(session.Cipher).Bytes(session.Key);
        Cfb.Encrypt(key, stackalloc byte[Cfb.BlockLength], body.Tail(start));
    }

    /// <summary>Cipher, mode, stretching and nonce, their lengths before them, and the session key sealed under what all that gives.</summary>
    private static void WriteVersion6(WireWriter body, SessionKey session, IteratedStretching stretching, byte[] stretched)
    {
        const byte mode = AeadModes.Ocb;
        Policy.AcceptsAead(mode, out var nonceLength);
        var nonce = RandomNumberGenerator.GetBytes(nonceLength);
        using var specifier = new WireWriter(32);
        stretching.Write(specifier);
        body.Byte(Version6).Byte(3 + specifier.Length + nonceLength).Byte(Ciphers.Aes256).Byte(mode).Short(specifier.Written).Bytes(nonce);
        var key = Derive(stretched, Ciphers.Aes256, mode, out var bound);
        Aead.Seal(mode, key, nonce, bound, session.Key, body.Take(session.Key.Length + Aead.TagLength));
        CryptographicOperations.ZeroMemory(key);
    }

    private static OpenRefusal OpenVersion6(ByteCursor cursor, string passphrase, byte cipherOfBody, out SessionKey? session)
    {
        session = null;
        if (!cursor.TryShort(out var head))
            return OpenRefusal.Malformed;
        var inHead = new ByteCursor(head);
        if (!inHead.TryByte(out var cipher) || !inHead.TryByte(out var mode) || !inHead.TryShort(out var specifier))
            return OpenRefusal.Malformed;
        var inSpecifier = new ByteCursor(specifier);
        if (!Policy.AcceptsCipher(cipher, out var length))
            return OpenRefusal.WeakCipher;
        if (!Policy.AcceptsAead(mode, out var nonceLength) || !Stretching.TryRead(ref inSpecifier, out var stretching))
            return OpenRefusal.Unsupported;
        if (!inSpecifier.AtEnd || inHead.Rest.Length != nonceLength || cursor.Rest.Length < Aead.TagLength)
            return OpenRefusal.Malformed;
        var stretched = stretching!.Derive(passphrase, length);
        var key = Derive(stretched, cipher, mode, out var bound);
        var plain = new byte[cursor.Rest.Length - Aead.TagLength];
        var opened = Aead.TryOpen(mode, key, inHead.Rest, bound, cursor.Rest, plain) && SessionKey.TryMake(cipherOfBody, plain, out session);
        CryptographicOperations.ZeroMemory(stretched);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(plain);
        return opened ? OpenRefusal.None : OpenRefusal.SessionKeyBroken;
    }

    private static byte[] Derive(byte[] stretched, byte cipher, byte mode, out byte[] bound)
    {
        bound = [0xC0 | (byte)PacketTag.PassphraseKey, Version6, cipher, mode];
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, stretched, stretched.Length, [], bound);
    }

    private static byte[] Packet(WireWriter body)
    {
        using var writer = new WireWriter(body.Length + 6);
        return writer.Packet(PacketTag.PassphraseKey, body.Written).ToArray();
    }
}
