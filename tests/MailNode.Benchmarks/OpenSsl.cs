using System.Runtime.InteropServices;

namespace MailNode.Benchmarks;

/// <summary>Bare calls of libcrypto, to measure against: nothing is checked but that they succeed, and keys are not freed at the end.</summary>
internal static partial class OpenSsl
{
    private const string Library = "libcrypto.so.3";
    private const int X25519 = 1034, Ed25519 = 1087;

    public static nint NewPrivate(byte[] scalar) => EVP_PKEY_new_raw_private_key(X25519, 0, scalar, (nuint)scalar.Length);

    public static void Keygen(byte[] scalar, byte[] point)
    {
        var (key, length) = (NewPrivate(scalar), (nuint)point.Length);
        Check(EVP_PKEY_get_raw_public_key(key, point, ref length));
        EVP_PKEY_free(key);
    }

    public static void Agree(nint own, byte[] point, byte[] secret)
    {
        var (other, agreement, length) = (EVP_PKEY_new_raw_public_key(X25519, 0, point, (nuint)point.Length), EVP_PKEY_CTX_new(own, 0), (nuint)secret.Length);
        Check(EVP_PKEY_derive_init(agreement));
        Check(EVP_PKEY_derive_set_peer(agreement, other));
        Check(EVP_PKEY_derive(agreement, secret, ref length));
        EVP_PKEY_CTX_free(agreement);
        EVP_PKEY_free(other);
    }

    public static void Verify(byte[] point, byte[] message, byte[] signature)
    {
        var (key, digest) = (EVP_PKEY_new_raw_public_key(Ed25519, 0, point, (nuint)point.Length), EVP_MD_CTX_new());
        Check(EVP_DigestVerifyInit(digest, 0, 0, 0, key));
        Check(EVP_DigestVerify(digest, signature, (nuint)signature.Length, message, (nuint)message.Length));
        EVP_MD_CTX_free(digest);
        EVP_PKEY_free(key);
    }

    private static void Check(int success)
    {
        if (success != 1) throw new InvalidOperationException("libcrypto refuses what it is measured with.");
    }

    [LibraryImport(Library)] private static partial nint EVP_PKEY_new_raw_private_key(int type, nint engine, byte[] key, nuint length);
    [LibraryImport(Library)] private static partial nint EVP_PKEY_new_raw_public_key(int type, nint engine, byte[] key, nuint length);
    [LibraryImport(Library)] private static partial int EVP_PKEY_get_raw_public_key(nint key, byte[] point, ref nuint length);
    [LibraryImport(Library)] private static partial void EVP_PKEY_free(nint key);
    [LibraryImport(Library)] private static partial nint EVP_PKEY_CTX_new(nint key, nint engine);
    [LibraryImport(Library)] private static partial void EVP_PKEY_CTX_free(nint agreement);
    [LibraryImport(Library)] private static partial int EVP_PKEY_derive_init(nint agreement);
    [LibraryImport(Library)] private static partial int EVP_PKEY_derive_set_peer(nint agreement, nint peer);
    [LibraryImport(Library)] private static partial int EVP_PKEY_derive(nint agreement, byte[] secret, ref nuint length);
    [LibraryImport(Library)] private static partial nint EVP_MD_CTX_new();
    [LibraryImport(Library)] private static partial void EVP_MD_CTX_free(nint digest);
    [LibraryImport(Library)] private static partial int EVP_DigestVerifyInit(nint digest, nint keyDigest, nint hash, nint engine, nint key);
    [LibraryImport(Library)] private static partial int EVP_DigestVerify(nint digest, byte[] signature, nuint signatureLength, byte[] message, nuint length);
}
