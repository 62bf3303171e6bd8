using MailNode.Core.Contacts;
using MailNode.OpenPgp;

namespace MailNode.KeyLookup;

/// <summary>A key that was found, and fits what was looked for. Nothing proves whose it is.</summary>
/// <param name="Certificate">Of an address without the user ids that were not asked for.</param>
/// <param name="State">Whether something can be encrypted to it now.</param>
/// <param name="Source">The host that gave it.</param>
internal sealed record FoundKey(Certificate Certificate, KeyState State, string Source)
{
    /// <summary>The keys in an answer that count; usable ones first, newer ones before older ones.</summary>
    /// <param name="page">Binary or armored.</param>
    public static IReadOnlyList<FoundKey> In(ReadOnlySpan<byte> page, KeyQuery query, string source, DateTimeOffset now) =>
        Sorted(Fitting(Certificate.ParseRing(page, now), query, now).Select(one => new FoundKey(one, StateOf(one, now), source)));

    /// <summary>Usable ones first, newer ones before older ones, each once.</summary>
    public static IReadOnlyList<FoundKey> Sorted(IEnumerable<FoundKey> keys) =>
        [.. keys.DistinctBy(one => one.Certificate.Fingerprint).OrderBy(one => one.State != KeyState.Usable).ThenByDescending(one => one.Certificate.CreatedAt)];

    private static IEnumerable<Certificate> Fitting(IReadOnlyList<Certificate> keys, KeyQuery query, DateTimeOffset now) => query switch
    {
        KeyQuery.ByAddress(var address) => keys.Select(one => one.WithUserIds(userId => UserIdAddress.Of(userId) == address, now)).OfType<Certificate>(),
        KeyQuery.ByFingerprint(var fingerprint, _) => Named(keys, fingerprint),
        KeyQuery.ByKeyId(var keyId) => keys.Where(one => one.Holds(new SignerClaim(null, keyId, default))),
        _ => [],
    };

    /// <summary>The key itself; only where it is not there those that have it as a subkey, since anybody can adopt another's encryption subkey.</summary>
    private static IEnumerable<Certificate> Named(IReadOnlyList<Certificate> keys, Fingerprint fingerprint) =>
        keys.FirstOrDefault(one => one.Fingerprint == fingerprint) is { } exact ? [exact] : keys.Where(one => one.Holds(new SignerClaim(fingerprint, fingerprint.KeyId, default)));

    private static KeyState StateOf(Certificate key, DateTimeOffset now) => key switch
    {
        { IsRevoked: true } => KeyState.Revoked,
        { ExpiresAt: { } expiry } when expiry <= now => KeyState.Expired,
        _ => key.CanEncryptAt(now) ? KeyState.Usable : KeyState.CannotEncrypt,
    };
}

/// <summary>What a key is good for at the time of asking.</summary>
internal enum KeyState
{
    /// <summary>Something can be encrypted to it.</summary>
    Usable,

    /// <summary>Its time is over; its owner can renew it.</summary>
    Expired,

    /// <summary>Its owner has taken it back.</summary>
    Revoked,

    /// <summary>It has no subkey that may be encrypted to, or only ones that are expired, revoked or of a kind that is not accepted.</summary>
    CannotEncrypt,
}
