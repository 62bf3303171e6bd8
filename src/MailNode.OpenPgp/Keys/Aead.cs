using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace MailNode.OpenPgp.Keys;

/// <summary>
/// AES with authentication in one go (RFC 9580, section 9.6): GCM of the platform, EAX and OCB of BouncyCastle. A mode that
/// <see cref="Policy.AcceptsAead"/> does not know must not come here.
/// </summary>
internal static class Aead
{
    /// <summary>How many bytes longer than the plain ones the sealed ones are.</summary>
    public const int TagLength = 16;

    /// <summary>Writes the encrypted bytes and the tag; <paramref name="encrypted"/> is exactly as long as they are.</summary>
    public static void Seal(
        byte mode, byte[] key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> encrypted)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(encrypted.Length, plain.Length + TagLength);
        if (mode == AeadModes.Gcm)
        {
            using var gcm = new AesGcm(key, TagLength);
            gcm.Encrypt(nonce, plain, encrypted[..^TagLength], encrypted[^TagLength..], associated);
        }
        else
        {
            Run(mode, key, nonce, associated, plain, encrypted, forEncryption: true);
        }
    }

    /// <summary>
    /// Opens encrypted bytes with their tag into <paramref name="plain"/>, which is exactly <see cref="TagLength"/> shorter.
    /// If the tag does not fit, nothing is left there.
    /// </summary>
    public static bool TryOpen(
        byte mode, byte[] key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> encrypted, Span<byte> plain)
    {
        if (encrypted.Length < TagLength)
            return false;
        ArgumentOutOfRangeException.ThrowIfNotEqual(plain.Length, encrypted.Length - TagLength);
        try
        {
            if (mode != AeadModes.Gcm)
            {
                Run(mode, key, nonce, associated, encrypted, plain, forEncryption: false);
                return true;
            }
            using var gcm = new AesGcm(key, TagLength);
            gcm.Decrypt(nonce, encrypted[..^TagLength], encrypted[^TagLength..], plain, associated);
            return true;
        }
        catch (Exception wrongTag) when (wrongTag is AuthenticationTagMismatchException or InvalidCipherTextException)
        {
            CryptographicOperations.ZeroMemory(plain);     // both libraries say so only by throwing
            return false;
        }
    }

    /// <summary>BouncyCastle decrypts before it has seen the tag, so into a buffer of ours, which is wiped.</summary>
    private static void Run(
        byte mode, byte[] key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> from, Span<byte> to, bool forEncryption)
    {
        var cipher = Cipher(mode);
        cipher.Init(forEncryption, new AeadParameters(new KeyParameter(key), 8 * TagLength, nonce.ToArray(), associated.ToArray()));
        var input = from.ToArray();
        var output = new byte[cipher.GetOutputSize(input.Length)];
        try
        {
            var written = cipher.ProcessBytes(input, 0, input.Length, output, 0);
            written += cipher.DoFinal(output, written);
            output.AsSpan(0, written).CopyTo(to);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
            CryptographicOperations.ZeroMemory(output);
            cipher.Reset();
        }
    }

    private static IAeadBlockCipher Cipher(byte mode) => mode switch
    {
        AeadModes.Eax => new EaxBlockCipher(new AesEngine()),
        AeadModes.Ocb => new OcbBlockCipher(new AesEngine(), new AesEngine()),
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    };
}
