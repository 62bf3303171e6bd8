using MailNode.OpenPgp.Keys;

namespace MailNode.OpenPgp;

/// <summary>
/// What goes into a sealed message. Not public, because it may be left unsigned here: nobody outside can seal without
/// signing, but for a passphrase.
/// </summary>
internal sealed record SealRequest
{
    public required ReadOnlyMemory<byte> Content { get; init; }

    public required DateTimeOffset Now { get; init; }

    public IReadOnlyList<SecretKey> Signers { get; init; } = [];

    public IReadOnlyList<Certificate> Recipients { get; init; } = [];

    public IReadOnlyList<string> Passphrases { get; init; } = [];

    public SealOptions Options { get; init; } = SealOptions.Default;

    public SealVersion Version =>
        Options.Version ?? (Recipients.Count > 0 && Recipients.All(recipient => recipient.ReadsVersion2) ? SealVersion.Two : SealVersion.One);

    /// <summary>Each key once. Throws if one of the recipients has none.</summary>
    public List<PublicKeyPacket> Keys() => [.. Recipients.Select(KeyOf).DistinctBy(key => key.Fingerprint)];

    private PublicKeyPacket KeyOf(Certificate recipient) =>
        recipient.EncryptionKey(Now) ?? throw new ArgumentException($"Nothing can be encrypted to {recipient.Fingerprint}.", nameof(recipient));
}
