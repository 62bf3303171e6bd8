using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>
/// How a passphrase becomes a key (S2K; RFC 9580, section 3.7): iterated and salted, which we write, or Argon2, which we only
/// read. The simple and the salted kind, which make guessing cheap, are refused.
/// </summary>
internal abstract class Stretching
{
    private const byte Simple = 0;
    private const byte Salted = 1;
    private const byte Iterated = 3;
    private const byte Argon2Id = 4;

    public static IteratedStretching New(bool isRandom = false) => IteratedStretching.New(isRandom);

    public static bool TryRead(ref ByteCursor cursor, [NotNullWhen(true)] out Stretching? stretching) =>
        Read(ref cursor, out stretching) == UnlockFault.None;

    /// <summary>The same, with what is wrong with it.</summary>
    public static UnlockFault Read(ref ByteCursor cursor, out Stretching? stretching)
    {
        stretching = null;
        if (!cursor.TryByte(out var kind))
            return UnlockFault.Broken;
        return kind switch
        {
            Simple or Salted => UnlockFault.WeakStretching,
            Iterated => (stretching = IteratedStretching.ReadParameters(ref cursor)) is null ? UnlockFault.Unsupported : UnlockFault.None,
            Argon2Id => Argon2Stretching.ReadParameters(ref cursor, out stretching),
            _ => UnlockFault.Unsupported,
        };
    }

    /// <summary>The key; the caller wipes it.</summary>
    public byte[] Derive(string passphrase, int keyLength)
    {
        var secret = Encoding.UTF8.GetBytes(passphrase);
        var key = Derive(secret, keyLength);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    protected abstract byte[] Derive(byte[] secret, int keyLength);
}
