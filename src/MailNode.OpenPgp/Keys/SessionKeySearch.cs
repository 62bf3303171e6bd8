using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>Which wrapped keys are tried with which of our own, and in what order: those that name us, then the anonymous ones.</summary>
internal static class SessionKeySearch
{
    /// <summary>An agreement costs little; RSA costs a hundred times as much, and each failure of it a body's decryption.</summary>
    public static IEnumerable<(WrappedKey Wrapped, SecretKeyPacket Key)> Candidates(
        IReadOnlyList<WrappedKey> wrappedKeys, IReadOnlyList<SecretKey> own, OpenLimits limits)
    {
        var ours = wrappedKeys.Where(wrapped => Fitting(wrapped, own).Any()).OrderBy(wrapped => wrapped.IsAnonymous).ToList();
        var rsa = ours.Where(IsRsa).Take(limits.RsaTries).ToHashSet(ReferenceEqualityComparer.Instance);
        return ours.Where(wrapped => !IsRsa(wrapped) || rsa.Contains(wrapped))
            .Take(limits.WrappedKeyTries)
            .SelectMany(wrapped => Fitting(wrapped, own).Select(key => (wrapped, key)));
    }

    /// <summary>Does one of them name a key of ours?</summary>
    public static bool Names(IReadOnlyList<WrappedKey> wrappedKeys, IReadOnlyList<SecretKey> own) =>
        wrappedKeys.Any(wrapped => !wrapped.IsAnonymous && Fitting(wrapped, own).Any());

    private static bool IsRsa(WrappedKey wrapped) => wrapped.Algorithm is Algorithms.Rsa or Algorithms.RsaEncryptOnly;

    private static IEnumerable<SecretKeyPacket> Fitting(WrappedKey wrapped, IReadOnlyList<SecretKey> own) =>
        own.SelectMany(MayDecrypt)
            .Where(secret => secret.Secret is { CanUnwrap: true } && IsSameKind(secret.Public.Algorithm, wrapped.Algorithm)
                && (wrapped.IsAnonymous || wrapped.Names(secret.Public)));

    /// <summary>All but those that their owner has for something else. One that has ended still opens what came in its time.</summary>
    private static IEnumerable<SecretKeyPacket> MayDecrypt(SecretKey own) => own.Secrets.Where(secret =>
        !own.Certificate.Keys.Any(key => key.Key.Fingerprint == secret.Public.Fingerprint && (key.Flags & KeyFlags.Encrypt) == 0));

    private static bool IsSameKind(byte key, byte wrapped) =>
        key == wrapped || (key == Algorithms.RsaEncryptOnly && wrapped == Algorithms.Rsa);
}
