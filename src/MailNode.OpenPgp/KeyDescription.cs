using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp;

/// <summary>One key of a certificate, in words for people.</summary>
/// <param name="Fingerprint">Names the key.</param>
/// <param name="Algorithm">Such as "Ed25519 (legacy)", "X25519", "RSA 3072", "ECDSA P-256".</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it expires, if ever.</param>
/// <param name="RevokedAt">When its owner took it back, if ever.</param>
/// <param name="Flags">What it is for: "certify", "sign", "encrypt for transport", "encrypt for storage".</param>
/// <param name="UsableFor">What it may be used for at the time that was asked for: "certify", "sign", "encrypt".</param>
public sealed record KeyDescription(
    Fingerprint Fingerprint,
    string Algorithm,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    IReadOnlyList<string> Flags,
    IReadOnlyList<string> UsableFor)
{
    internal static KeyDescription Of(BoundKey key, bool isUsable) => new(
        key.Key.Fingerprint,
        NameOf(key.Key.Material),
        key.Key.Created,
        key.ExpiresAt,
        key.Revocation?.At,
        WordsOf(key.Flags, (KeyFlags.EncryptTransport, "encrypt for transport"), (KeyFlags.EncryptStorage, "encrypt for storage")),
        isUsable ? WordsOf(key.Key.Material.CanWrap ? key.Flags : key.Flags & ~KeyFlags.Encrypt, (KeyFlags.Encrypt, "encrypt")) : []);

    private static List<string> WordsOf(KeyFlags flags, params ReadOnlySpan<(KeyFlags Flag, string Word)> encryption)
    {
        var words = new List<string>();
        foreach (var (flag, word) in (ReadOnlySpan<(KeyFlags, string)>)[(KeyFlags.Certify, "certify"), (KeyFlags.Sign, "sign"), .. encryption])
        {
            if ((flags & flag) != 0)
                words.Add(word);
        }
        return words;
    }

    private static string NameOf(PublicMaterial material) => material switch
    {
        PublicMaterial.Ed25519 => "Ed25519",
        PublicMaterial.Ed25519Legacy => "Ed25519 (legacy)",
        PublicMaterial.X25519 => "X25519",
        PublicMaterial.Curve25519Legacy => "X25519 (legacy)",
        PublicMaterial.Rsa key => $"RSA {Mpi.Bits(key.Parameters.Modulus)}",
        PublicMaterial.Ecdsa key => "ECDSA " + CurveOf(key.FieldLength),
        PublicMaterial.NistEcdh key => "ECDH " + CurveOf(key.FieldLength),
        PublicMaterial.Unusable key => key.Reason,
        _ => throw new ArgumentOutOfRangeException(nameof(material)),
    };

    private static string CurveOf(int fieldLength) => fieldLength switch { 32 => "P-256", 48 => "P-384", _ => "P-521" };
}
