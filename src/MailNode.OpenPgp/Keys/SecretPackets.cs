using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>
/// The packets of keys as they came, of which some may be secret and unlocked. Their buffers are wiped when this is disposed, so whatever is kept of
/// them has to be a copy.
/// </summary>
internal sealed class SecretPackets : IDisposable
{
    private readonly byte[] given;
    private readonly ReadOnlyMemory<byte> packets;
    private readonly bool isOpenPgp;

    /// <summary>Takes a copy of the bytes, armored or binary.</summary>
    public SecretPackets(ReadOnlySpan<byte> bytes, int most)
    {
        given = bytes.ToArray();
        isOpenPgp = Armor.TryUnwrapKeys(given, most, out packets);
    }

    /// <summary>The keys in it, at most so many, public or secret; one at least.</summary>
    public bool TrySplit(int mostCertificates, [NotNullWhen(true)] out List<List<CertificatePart>>? found, out string reason)
    {
        (found, reason) = (null, "not OpenPGP, or too large");
        return isOpenPgp && CertificatePart.TrySplit(packets, mostCertificates, out found, out reason);
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(given);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsMemory(packets).Span);
    }
}
