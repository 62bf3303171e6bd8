using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>A session key that a passphrase opens (SKESK version 4; RFC 9580, section 5.3.1).</summary>
internal static class PassphraseKey
{
    private const byte Version = 4;

    /// <summary>The stretched passphrase is the session key, as GnuPG does it.</summary>
    public static SessionKey New(string passphrase, out byte[] packet)
    {
        var stretching = Stretching.New();
        using var body = new WireWriter(16);
        stretching.Write(body.Byte(Version).Byte(Ciphers.Aes256));
        using var writer = new WireWriter(32);
        packet = writer.Packet(PacketTag.PassphraseKey, body.Written).ToArray();
        return SessionKey.TryMake(Ciphers.Aes256, stretching.Derive(passphrase, 32), out var session)
            ? session!
            : throw new InvalidOperationException("AES-256 takes 32 bytes.");
    }

    /// <summary>A wrong passphrase shows only when the body's integrity is checked, or as a cipher that makes no sense.</summary>
    public static OpenRefusal TryOpen(ReadOnlyMemory<byte> body, string passphrase, out SessionKey? session)
    {
        session = null;
        var cursor = new ByteCursor(body.Span);
        if (!cursor.TryByte(out var version) || version != Version)
            return OpenRefusal.Unsupported;
        if (!cursor.TryByte(out var cipher) || !Policy.AcceptsCipher(cipher, out var length))
            return OpenRefusal.WeakCipher;
        if (!Stretching.TryRead(ref cursor, out var stretching))
            return OpenRefusal.Unsupported;
        var key = stretching!.Derive(passphrase, length);
        if (cursor.AtEnd)
            return SessionKey.TryMake(cipher, key, out session) ? OpenRefusal.None : OpenRefusal.WeakCipher;
        return TryInner(key, cursor.Rest, out session) ? OpenRefusal.None : OpenRefusal.SessionKeyBroken;
    }

    /// <summary>A session key of its own, encrypted under the stretched passphrase.</summary>
    private static bool TryInner(byte[] key, ReadOnlySpan<byte> encrypted, out SessionKey? session)
    {
        var plain = new byte[encrypted.Length];
        Cfb.Decrypt(key, stackalloc byte[Cfb.BlockLength], encrypted, plain);
        CryptographicOperations.ZeroMemory(key);
        return SessionKey.TryMake(plain[0], plain[1..], out session);
    }
}
