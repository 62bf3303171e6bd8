using System.Text.Json.Serialization;
using MailNode.OpenPgp;

namespace MailNode.Commands;

/// <summary>A key as <c>key show --json</c> has it; stable, documented in docs/cli.md.</summary>
/// <param name="Secret">The file holds the secret; it is never shown.</param>
/// <param name="PrimaryMissing">The secret of the primary key is not in the file.</param>
/// <param name="CanEncrypt">MailNode can seal to it now.</param>
/// <param name="CanSign">MailNode accepts what it signs now.</param>
/// <param name="Refused">Why it is not accepted; null if it is.</param>
internal sealed record ShownKeyJson(
    string? Fingerprint, bool Secret, bool PrimaryMissing, IReadOnlyList<string> UserIds, DateTimeOffset? Created, DateTimeOffset? Expires, bool Revoked,
    bool CanEncrypt, bool CanSign, IReadOnlyList<ShownPartJson> Keys, string? Refused)
{
    public static ShownKeyJson Of(RingKey key, DateTimeOffset now) => key switch
    {
        RingKey.Read read => Of(read.Certificate, read.IsSecret, now) with { PrimaryMissing = read.IsPrimaryMissing },
        RingKey.Refused refused => new(refused.Fingerprint?.ToString(), false, false, [], null, null, false, false, false, [], refused.Reason),
        _ => throw new ArgumentOutOfRangeException(nameof(key)),
    };

    public static ShownKeyJson Of(Certificate key, bool isSecret, DateTimeOffset now)
    {
        var parts = key.Describe(now);
        return new(
            key.Fingerprint.ToString(), isSecret, false, key.UserIds, key.CreatedAt, key.ExpiresAt, key.IsRevoked, key.CanEncryptAt(now),
            parts.Any(part => part.UsableFor.Contains("sign")), [.. parts.Select(ShownPartJson.Of)], null);
    }
}

/// <param name="Flags">What its owner made it for.</param>
/// <param name="UsableFor">What of that MailNode does with it now: sign, encrypt, certify.</param>
internal sealed record ShownPartJson(
    string Fingerprint, string Algorithm, DateTimeOffset Created, DateTimeOffset? Expires, DateTimeOffset? Revoked, IReadOnlyList<string> Flags, IReadOnlyList<string> UsableFor)
{
    public static ShownPartJson Of(KeyDescription part) =>
        new(part.Fingerprint.ToString(), part.Algorithm, part.CreatedAt, part.ExpiresAt, part.RevokedAt, part.Flags, part.UsableFor);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(List<ShownKeyJson>))]
internal sealed partial class KeySchema : JsonSerializerContext;
