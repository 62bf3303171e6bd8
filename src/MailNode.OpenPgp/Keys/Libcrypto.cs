using System.Runtime.InteropServices;

namespace MailNode.OpenPgp.Keys;

/// <summary>
/// What we call of OpenSSL's libcrypto, where the system has it: on these curves up to three times as fast as managed code.
/// Its functions are asked for by name at the first call, so an old library without one of them fails the self-test.
/// </summary>
internal static class Libcrypto
{
    private const string Name = "libcrypto";
    private const int KeyTypeX25519 = 1034;
    private const int KeyTypeEd25519 = 1087;
    private const int Success = 1;

    /// <summary>By their own names, of which the one that .NET uses comes first: then it is in memory already.</summary>
    private static readonly string[] Files = ["libcrypto.so.3", "libcrypto.so.1.1"];

    /// <summary>Loads the library. To be called once, before anything else here.</summary>
    public static bool TryLoad()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        nint library = 0;
        if (!Array.Exists(Files, file => NativeLibrary.TryLoad(file, out library)))
            return false;
        NativeLibrary.SetDllImportResolver(typeof(Libcrypto).Assembly, (name, _, _) => name == Name ? library : 0);
        return true;
    }

    /// <summary>Null if the library refuses it, or the length is not the curve's.</summary>
    public static LibcryptoKey? NewX25519(ReadOnlySpan<byte> scalar) => scalar.Length == Curve25519.KeyLength
        ? Checked(EVP_PKEY_new_raw_private_key(KeyTypeX25519, 0, in MemoryMarshal.GetReference(scalar), (nuint)scalar.Length))
        : null;

    /// <summary>The public half of an X25519 key; false if the library fails.</summary>
    public static bool TryPoint(LibcryptoKey key, byte[] point)
    {
        var length = (nuint)point.Length;
        return (EVP_PKEY_get_raw_public_key(key, point, ref length) == Success && length == Curve25519.KeyLength) || Fail();
    }

    /// <summary>The shared secret; false, with zeros, if the library finds the other's point of small order.</summary>
    public static bool TryAgree(LibcryptoKey own, ReadOnlySpan<byte> point, byte[] secret)
    {
        if (point.Length != Curve25519.KeyLength || secret.Length != Curve25519.KeyLength)
            return false;
        using var other = Checked(EVP_PKEY_new_raw_public_key(KeyTypeX25519, 0, in MemoryMarshal.GetReference(point), (nuint)point.Length));
        if (other is null)
            return false;
        var agreement = EVP_PKEY_CTX_new(own, 0);
        try
        {
            var length = (nuint)secret.Length;
            return (agreement != 0 && EVP_PKEY_derive_init(agreement) == Success && EVP_PKEY_derive_set_peer(agreement, other) == Success
                && EVP_PKEY_derive(agreement, secret, ref length) == Success && length == Curve25519.KeyLength) || Fail();
        }
        finally
        {
            EVP_PKEY_CTX_free(agreement);
        }
    }

    /// <summary>Does the Ed25519 signature fit? Whether the point is sound is not looked at.</summary>
    public static bool Verify(byte[] point, byte[] message, byte[] signature)
    {
        if (point.Length != Curve25519.KeyLength || signature.Length != Curve25519.SignatureLength)
            return false;
        using var key = Checked(EVP_PKEY_new_raw_public_key(KeyTypeEd25519, 0, in point[0], (nuint)point.Length));
        if (key is null)
            return false;
        var digest = EVP_MD_CTX_new();
        try
        {
            return (digest != 0 && EVP_DigestVerifyInit(digest, 0, 0, 0, key) == Success
                && EVP_DigestVerify(digest, signature, (nuint)signature.Length, message, (nuint)message.Length) == Success) || Fail();
        }
        finally
        {
            EVP_MD_CTX_free(digest);
        }
    }

    /// <summary>AES on single blocks; null if the library refuses it, or the key's length is none of AES.</summary>
    public static LibcryptoCipher? NewAes(byte[] key, bool encrypts)
    {
        var kind = key.Length switch { 16 => EVP_aes_128_ecb(), 24 => EVP_aes_192_ecb(), 32 => EVP_aes_256_ecb(), _ => 0 };
        var cipher = kind == 0 ? null : Checked(EVP_CIPHER_CTX_new());
        if (cipher is not null && EVP_CipherInit_ex(cipher, kind, 0, key, 0, encrypts ? 1 : 0) == Success && EVP_CIPHER_CTX_set_padding(cipher, 0) == Success)
            return cipher;
        cipher?.Dispose();
        Fail();
        return null;
    }

    /// <summary>Encrypts or decrypts one block, which may be in place.</summary>
    public static bool Turn(LibcryptoCipher cipher, ReadOnlySpan<byte> block, Span<byte> turned) =>
        (block.Length == Cfb.BlockLength && turned.Length == Cfb.BlockLength
            && EVP_CipherUpdate(cipher, ref MemoryMarshal.GetReference(turned), out var length, in MemoryMarshal.GetReference(block), Cfb.BlockLength) == Success
            && length == Cfb.BlockLength) || Fail();

    internal static void FreeKey(nint key) => EVP_PKEY_free(key);

    internal static void FreeCipher(nint cipher) => EVP_CIPHER_CTX_free(cipher);

    private static T? Checked<T>(T handle)
        where T : SafeHandle
    {
        if (!handle.IsInvalid)
            return handle;
        handle.Dispose();
        Fail();
        return null;
    }

    /// <summary>The library keeps a thread's errors until somebody asks; the platform, which uses it too, must not find ours.</summary>
    private static bool Fail()
    {
        ERR_clear_error();
        return false;
    }

#pragma warning disable SYSLIB1054 // generated marshalling would need unsafe code
    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern LibcryptoKey EVP_PKEY_new_raw_private_key(int type, nint engine, in byte key, nuint length);

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern LibcryptoKey EVP_PKEY_new_raw_public_key(int type, nint engine, in byte key, nuint length);

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EVP_PKEY_get_raw_public_key(LibcryptoKey key, byte[] point, ref nuint length);

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void EVP_PKEY_free(nint key);

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint EVP_PKEY_CTX_new(LibcryptoKey key, nint engine);

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void EVP_PKEY_CTX_free(nint agreement);

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EVP_PKEY_derive_init(nint agreement);

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EVP_PKEY_derive_set_peer(nint agreement, LibcryptoKey peer);

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EVP_PKEY_derive(nint agreement, byte[] secret, ref nuint length);

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint EVP_MD_CTX_new();

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void EVP_MD_CTX_free(nint digest);

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EVP_DigestVerifyInit(nint digest, nint keyDigest, nint hash, nint engine, LibcryptoKey key);

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EVP_DigestVerify(nint digest, byte[] signature, nuint signatureLength, byte[] message, nuint length);

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint EVP_aes_128_ecb();

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint EVP_aes_192_ecb();

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint EVP_aes_256_ecb();

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern LibcryptoCipher EVP_CIPHER_CTX_new();

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void EVP_CIPHER_CTX_free(nint cipher);

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EVP_CIPHER_CTX_set_padding(LibcryptoCipher cipher, int pads);

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EVP_CipherInit_ex(LibcryptoCipher cipher, nint kind, nint engine, byte[] key, nint iv, int encrypts);

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EVP_CipherUpdate(LibcryptoCipher cipher, ref byte turned, out int turnedLength, in byte block, int length);

    [DllImport(Name), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void ERR_clear_error();
#pragma warning restore SYSLIB1054
}

/// <summary>A key that libcrypto holds; freed, and wiped by it, when it is disposed and nobody uses it any more.</summary>
internal sealed class LibcryptoKey() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Libcrypto.FreeKey(handle);
        return true;
    }
}

/// <summary>A cipher under a key, which libcrypto wipes when it is freed. For one thread at a time.</summary>
internal sealed class LibcryptoCipher() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Libcrypto.FreeCipher(handle);
        return true;
    }
}
