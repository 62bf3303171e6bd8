namespace MailNode.OpenPgp;

/// <summary>What came of opening a message of any size; the same cases as <see cref="Opened"/>.</summary>
public abstract record OpenedLarge
{
    private OpenedLarge()
    {
    }

    /// <summary>Encrypted to us, whole, and signed by the certificate that was found for it.</summary>
    /// <param name="Content">
    /// The signed bytes, to be read once, forward and asynchronously; dispose it, which wipes the session key. They are decrypted
    /// as they are read, so the source of the message must stay open until then. Reading ends with an
    /// <see cref="IOException"/> if the source is no longer as it was when it was proven; what was read before is genuine.
    /// </param>
    /// <param name="Length">How many bytes the content has.</param>
    /// <param name="Signer">Whose signature it is.</param>
    /// <param name="Signature">The signature packet, usable as a detached signature over the content.</param>
    /// <param name="SignedAt">When the signer says to have signed.</param>
    /// <param name="SignatureType">0 for bytes, 1 for text with any line ends (RFC 9580, section 5.2.1).</param>
    public sealed record Genuine(
        Stream Content,
        long Length,
        Certificate Signer,
        ReadOnlyMemory<byte> Signature,
        DateTimeOffset SignedAt,
        int SignatureType) : OpenedLarge;

    /// <summary>Nothing that our keys could open; the reason says whether it is an OpenPGP message at all.</summary>
    public sealed record NotForUs(OpenRefusal Reason = OpenRefusal.NoKeyOpens) : OpenedLarge;

    /// <summary>Addressed to us, but not to be shown.</summary>
    /// <param name="Reason">What is wrong with it.</param>
    /// <param name="Recognised">Its integrity holds and the content is of the kind that was asked for.</param>
    public sealed record Refused(OpenRefusal Reason, bool Recognised) : OpenedLarge;
}
