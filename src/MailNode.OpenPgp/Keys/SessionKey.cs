using System.Security.Cryptography;

namespace MailNode.OpenPgp.Keys;

/// <summary>The key that a body is encrypted under, and its cipher: always an AES that policy accepts.</summary>
internal sealed class SessionKey : IDisposable
{
    private const int SumLength = 2;

    private SessionKey(byte cipher, byte[] key)
    {
        Cipher = cipher;
        Key = key;
    }

    public byte Cipher { get; }
    public byte[] Key { get; }

    public static SessionKey New(byte cipher = Wire.Ciphers.Aes256) =>
        Policy.AcceptsCipher(cipher, out var length)
            ? new SessionKey(cipher, RandomNumberGenerator.GetBytes(length))
            : throw new ArgumentOutOfRangeException(nameof(cipher));

    /// <summary>A copy of <paramref name="key"/>, if it is of the length that the cipher takes.</summary>
    public static bool TryMake(byte cipher, ReadOnlySpan<byte> key, out SessionKey? session)
    {
        session = Policy.AcceptsCipher(cipher, out var length) && length == key.Length ? new SessionKey(cipher, key.ToArray()) : null;
        return session is not null;
    }

    /// <summary>As it is wrapped: beside a body of version 1 the cipher goes first, and a sum goes last unless the wrapping checks itself.</summary>
    public byte[] ToWrappable(SealVersion goesWith, bool withSum)
    {
        var sum = Sum(Key);
        return [.. goesWith == SealVersion.One ? [Cipher] : ReadOnlySpan<byte>.Empty, .. Key, .. withSum ? [(byte)(sum >> 8), (byte)sum] : ReadOnlySpan<byte>.Empty];
    }

    /// <summary>Reads what <see cref="ToWrappable"/> wrote; beside a body of version 2 the body's header names the cipher.</summary>
    public static OpenRefusal Read(ReadOnlySpan<byte> wrappable, byte? cipherOfBody, bool withSum, out SessionKey? session)
    {
        session = null;
        var head = cipherOfBody is null ? 1 : 0;
        var tail = withSum ? SumLength : 0;
        if (wrappable.Length < head + tail)
            return OpenRefusal.SessionKeyBroken;
        var key = wrappable[head..^tail];
        var sum = Sum(key);
        if (withSum && !CryptographicOperations.FixedTimeEquals(wrappable[^SumLength..], [(byte)(sum >> 8), (byte)sum]))
            return OpenRefusal.SessionKeyBroken;
        return TryMake(cipherOfBody ?? wrappable[0], key, out session) ? OpenRefusal.None : OpenRefusal.WeakCipher;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(Key);

    /// <summary>All bytes added up, in 16 bits: what OpenPGP puts behind secrets (RFC 9580, sections 5.1 and 5.5.3), against slips.</summary>
    internal static int Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var b in bytes)
            sum += b;
        return sum & 0xFFFF;
    }
}
