using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>
/// Argon2id stretching (RFC 9580, section 3.7.1.4), only to read what others locked with it, and only where the system has
/// the reference library (Debian: libargon2-1): no package of .NET for it restores.
/// </summary>
internal sealed class Argon2Stretching : Stretching
{
    private const int SaltLength = 16;
    private static readonly string[] LibraryNames = ["libargon2.so.1", "libargon2.1.dylib", "argon2"];
    private static readonly Lazy<HashRaw?> Library = new(Load);

    private readonly byte[] salt;
    private readonly byte passes;
    private readonly byte lanes;
    private readonly uint kibibytes;

    private Argon2Stretching(byte[] salt, byte passes, byte lanes, uint kibibytes)
    {
        this.salt = salt;
        this.passes = passes;
        this.lanes = lanes;
        this.kibibytes = kibibytes;
    }

    /// <summary>argon2id_hash_raw of argon2.h; zero says that it worked.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int HashRaw(
        uint passes, uint kibibytes, uint lanes, byte[] password, nuint passwordLength, byte[] salt, nuint saltLength, byte[] hash, nuint hashLength);

    /// <summary>Is the library there?</summary>
    public static bool IsSupported => Library.Value is not null;

    /// <summary>What follows the kind: salt, passes, lanes, and the logarithm of the memory in KiB.</summary>
    public static UnlockFault ReadParameters(ref ByteCursor cursor, out Stretching? stretching)
    {
        stretching = null;
        if (!cursor.TryTake(SaltLength, out var salt) || !cursor.TryByte(out var passes) || !cursor.TryByte(out var lanes)
            || !cursor.TryByte(out var memory))
            return UnlockFault.Broken;
        if (!Policy.AcceptsArgon2(passes, lanes, memory))
            return UnlockFault.Unsupported;
        if (!IsSupported)
            return UnlockFault.NeedsArgon2;
        stretching = new Argon2Stretching(salt.ToArray(), passes, lanes, 1u << memory);
        return UnlockFault.None;
    }

    protected override byte[] Derive(byte[] secret, int keyLength)
    {
        var key = new byte[keyLength];
        var fault = Library.Value!(passes, kibibytes, lanes, secret, (nuint)secret.Length, salt, (nuint)salt.Length, key, (nuint)key.Length);
        if (fault != 0)
            RandomNumberGenerator.Fill(key);               // too little memory for it: opens nothing, as a wrong passphrase
        return key;
    }

    private static HashRaw? Load()
    {
        foreach (var name in LibraryNames)
        {
            if (NativeLibrary.TryLoad(name, out var library) && NativeLibrary.TryGetExport(library, "argon2id_hash_raw", out var address))
                return Marshal.GetDelegateForFunctionPointer<HashRaw>(address);
        }
        return null;
    }
}
