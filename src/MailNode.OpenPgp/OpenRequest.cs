namespace MailNode.OpenPgp;

/// <summary>What is needed to open a message: keys, the time, and where certificates are found.</summary>
public sealed record OpenRequest
{
    /// <summary>The keys to try, ours.</summary>
    public required IReadOnlyList<SecretKey> Keys { get; init; }

    /// <summary>When it is opened.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Gives the certificate to check a claimed signer with, or null if there is none.</summary>
    public required Func<SignerClaim, Certificate?> FindCertificate { get; init; }

    /// <summary>
    /// Is this the kind of content we would want? Asked when integrity holds but no signature is acceptable: only the
    /// yes or no leaves, in <see cref="Opened.Refused.Recognised"/>. The content is wiped afterwards.
    /// </summary>
    public Func<ReadOnlyMemory<byte>, bool>? Recognise { get; init; }

    /// <summary>How much is read before it is refused.</summary>
    public OpenLimits Limits { get; init; } = OpenLimits.Default;
}

/// <summary>
/// Who a signature says it is by: nothing is proven yet. The content's integrity is, but it may be looked at only to find
/// a certificate in it, and is wiped if the message is refused.
/// </summary>
/// <param name="Fingerprint">The signing key (a subkey, maybe), if the signature names it in full.</param>
/// <param name="KeyId">The same in 64 bits; 0 if the signature names nobody.</param>
/// <param name="Content">What the signature is over.</param>
public sealed record SignerClaim(Fingerprint? Fingerprint, ulong KeyId, ReadOnlyMemory<byte> Content);
