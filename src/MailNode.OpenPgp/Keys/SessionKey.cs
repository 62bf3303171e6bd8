using System.Security.Cryptography;

namespace MailNode.OpenPgp.Keys;

/// <summary>The key that a body is encrypted under, and its cipher: always an AES that policy accepts.</summary>
internal sealed class SessionKey : IDisposable
{
    private SessionKey(byte cipher, byte[] key)
    {
        Cipher = cipher;
        Key = key;
    }

    public byte Cipher { get; }
    public byte[] Key { get; }

    public static SessionKey New() => new(Wire.Ciphers.Aes256, RandomNumberGenerator.GetBytes(32));

    /// <summary>Takes over <paramref name="key"/>.</summary>
    public static bool TryMake(byte cipher, byte[] key, out SessionKey? session)
    {
        session = Policy.AcceptsCipher(cipher, out var length) && length == key.Length ? new SessionKey(cipher, key) : null;
        return session is not null;
    }

    /// <summary>Cipher, key and sum, as they are wrapped (RFC 9580, section 5.1).</summary>
    public byte[] ToWrappable()
    {
        var sum = Sum(Key);
        return [Cipher, .. Key, (byte)(sum >> 8), (byte)sum];
    }

    /// <summary>Reads what <see cref="ToWrappable"/> wrote.</summary>
    public static OpenRefusal Read(ReadOnlySpan<byte> wrappable, out SessionKey? session)
    {
        session = null;
        if (wrappable.Length < 3)
            return OpenRefusal.SessionKeyBroken;
        var sum = Sum(wrappable[1..^2]);
        if (!CryptographicOperations.FixedTimeEquals(wrappable[^2..], [(byte)(sum >> 8), (byte)sum]))
            return OpenRefusal.SessionKeyBroken;
        return TryMake(wrappable[0], wrappable[1..^2].ToArray(), out session) ? OpenRefusal.None : OpenRefusal.WeakCipher;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(Key);

    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var b in bytes)
            sum += b;
        return sum & 0xFFFF;
    }
}
