namespace MailNode.OpenPgp;

/// <summary>What came of opening a message.</summary>
public abstract record Opened
{
    private Opened()
    {
    }

    /// <summary>Encrypted to us, whole, and signed by the certificate that was found for it.</summary>
    /// <param name="Content">The signed bytes.</param>
    /// <param name="Signer">Whose signature it is.</param>
    /// <param name="Signature">The signature packet, usable as a detached signature over <paramref name="Content"/>.</param>
    /// <param name="SignedAt">When the signer says to have signed.</param>
    /// <param name="SignatureType">0 for bytes, 1 for text with any line ends (RFC 9580, section 5.2.1).</param>
    public sealed record Genuine(
        ReadOnlyMemory<byte> Content,
        Certificate Signer,
        ReadOnlyMemory<byte> Signature,
        DateTimeOffset SignedAt,
        int SignatureType) : Opened
    {
        /// <summary>What a relay passes on. Whom the signature names as its readers does not matter to who checks it detached.</summary>
        public LiftedContent Lift() => new(Content, Signature);
    }

    /// <summary>Nothing that our keys could open; the reason says whether it is an OpenPGP message at all.</summary>
    public sealed record NotForUs(OpenRefusal Reason = OpenRefusal.NoKeyOpens) : Opened;

    /// <summary>Addressed to us, but not to be shown.</summary>
    /// <param name="Reason">What is wrong with it.</param>
    /// <param name="Recognised">Its integrity holds and the content is of the kind that was asked for.</param>
    public sealed record Refused(OpenRefusal Reason, bool Recognised) : Opened;
}
