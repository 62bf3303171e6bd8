using System.Security.Cryptography;

namespace MailNode.OpenPgp.Keys;

/// <summary>AES on single blocks by libcrypto: for the few that a key wrap needs, the platform's own way there takes six times as long.</summary>
internal sealed class LibcryptoAes : ICryptoTransform
{
    private readonly LibcryptoCipher cipher;

    public LibcryptoAes(byte[] key, bool encrypts) =>
        cipher = Libcrypto.NewAes(key, encrypts) ?? throw new CryptographicException("libcrypto takes no AES key.");

    public bool CanReuseTransform => false;

    public bool CanTransformMultipleBlocks => false;

    public int InputBlockSize => Cfb.BlockLength;

    public int OutputBlockSize => Cfb.BlockLength;

    /// <summary>One block.</summary>
    public int TransformBlock(byte[] inputBuffer, int inputOffset, int inputCount, byte[] outputBuffer, int outputOffset)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(inputCount, Cfb.BlockLength);
        return Libcrypto.Turn(cipher, inputBuffer.AsSpan(inputOffset, inputCount), outputBuffer.AsSpan(outputOffset, Cfb.BlockLength))
            ? Cfb.BlockLength
            : throw new CryptographicException("libcrypto turns no block.");
    }

    /// <summary>There is no padding, so nothing is left at the end.</summary>
    public byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount) =>
        inputCount == 0 ? [] : throw new CryptographicException("Only whole blocks are turned.");

    public void Dispose() => cipher.Dispose();
}
