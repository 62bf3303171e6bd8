using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>The public half of a key, checked as far as it can be without a use.</summary>
internal abstract record PublicMaterial
{
    private PublicMaterial()
    {
    }

    /// <summary>A key that signs.</summary>
    public abstract record Verifying : PublicMaterial;

    /// <summary>A key that session keys are wrapped for.</summary>
    public abstract record Agreement : PublicMaterial;

    /// <summary>Algorithm 27: the point and its signatures are plain bytes.</summary>
    public sealed record Ed25519(byte[] Point) : Verifying;

    /// <summary>Algorithm 22 (EdDSALegacy), in version 4 keys only; the point is without the prefix that it has on the wire.</summary>
    public sealed record Ed25519Legacy(byte[] Point) : Verifying;

    public sealed record Ecdsa(ECParameters Parameters, int FieldLength) : Verifying;

    /// <summary>RSA does both; its key flags say which is meant, and two old algorithms do only one (RFC 9580, section 12.4).</summary>
    public sealed record Rsa(RSAParameters Parameters, byte Algorithm) : Verifying;

    /// <summary>Algorithm 25 (RFC 9580, section 5.1.6).</summary>
    public sealed record X25519(byte[] Point) : Agreement;

    /// <summary>
    /// Algorithm 18 on Curve25519Legacy (RFC 9580, section 11.5), in version 4 keys only; the point is as it goes into the
    /// curve, without the prefix.
    /// </summary>
    public sealed record Curve25519Legacy(byte[] Point, Derivation Derivation) : Agreement;

    public sealed record NistEcdh(ECParameters Parameters, int FieldLength, Derivation Derivation) : Agreement;

    /// <summary>Nothing that we use, and why.</summary>
    public sealed record Unusable(string Reason) : PublicMaterial;

    /// <summary>Can session keys be wrapped for it?</summary>
    public bool CanWrap => this is Agreement or Rsa { Algorithm: not Algorithms.RsaSignOnly };
}

/// <summary>How an agreement becomes a wrapping key: the hash, the cipher, and the curve's name, which is hashed in.</summary>
internal sealed record Derivation(byte Hash, byte Cipher, byte[] CurveOid);
