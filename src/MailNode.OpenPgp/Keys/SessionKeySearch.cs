using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>Which wrapped keys are tried with which of our own, and in what order: those that name us, then the anonymous ones.</summary>
internal static class SessionKeySearch
{
    public static IEnumerable<(WrappedKey Wrapped, SecretKeyPacket Key)> Candidates(
        IReadOnlyList<WrappedKey> wrappedKeys, IReadOnlyList<SecretKey> own, int tries) =>
        wrappedKeys.Where(wrapped => IsForOne(wrapped, own))
            .OrderBy(wrapped => wrapped.IsAnonymous)
            .Take(tries)
            .SelectMany(wrapped => Fitting(wrapped, own).Select(key => (wrapped, key)));

    /// <summary>Does one of them name a key of ours?</summary>
    public static bool Names(IReadOnlyList<WrappedKey> wrappedKeys, IReadOnlyList<SecretKey> own) =>
        wrappedKeys.Any(wrapped => !wrapped.IsAnonymous && IsForOne(wrapped, own));

    private static bool IsForOne(WrappedKey wrapped, IReadOnlyList<SecretKey> own) => Fitting(wrapped, own).Any();

    private static IEnumerable<SecretKeyPacket> Fitting(WrappedKey wrapped, IReadOnlyList<SecretKey> own) =>
        own.SelectMany(key => key.Secrets)
            .Where(secret => secret.Secret is { CanUnwrap: true } && IsSameKind(secret.Public.Algorithm, wrapped.Algorithm)
                && (wrapped.IsAnonymous || wrapped.KeyId == secret.Public.Fingerprint.KeyId));

    private static bool IsSameKind(byte key, byte wrapped) =>
        key == wrapped || (key == Algorithms.RsaEncryptOnly && wrapped == Algorithms.Rsa);
}
