using MailNode.Core.Letters;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Core.Inspection;

/// <summary>What protects a mail as a whole, judged with the keys at hand, and what is inside if the verdict is good.</summary>
public sealed record InspectedOpenPgp
{
    /// <summary>How it is written; null where nothing protects the mail as a whole.</summary>
    public LetterForm? Form { get; private init; }

    public bool IsEncrypted { get; private init; }

    /// <summary>Key ids and fingerprints of the keys that it is encrypted to, as the message claims; hex in upper case.</summary>
    public IReadOnlyList<string> Recipients { get; private init; } = [];

    /// <summary>How many more keys it is encrypted to that are not named.</summary>
    public int AnonymousRecipients { get; private init; }

    /// <summary>How many passphrases it says to be encrypted under.</summary>
    public int Passphrases { get; private init; }

    public BodyProtection Integrity { get; private init; }

    /// <summary>Null where nobody can tell, since it did not open.</summary>
    public bool? IsSigned { get; private init; }

    /// <summary>Whose signature is good; null without a good one.</summary>
    public Certificate? Signer { get; private init; }

    /// <summary>When the signer says to have signed.</summary>
    public DateTimeOffset? SignedAt { get; private init; }

    public OpenPgpVerdict Verdict { get; private init; }

    /// <summary>Why the verdict is not good; <see cref="OpenRefusal.None"/> otherwise.</summary>
    public OpenRefusal Reason { get; private init; }

    /// <summary>Only with a good verdict.</summary>
    public InspectedPayload? Inside { get; private init; }

    /// <summary>The bodies of a batch, each judged by itself.</summary>
    public IReadOnlyList<InspectedOpenPgp> Bodies { get; private init; } = [];

    /// <summary>Null for a mail without anything of OpenPGP or S/MIME in it.</summary>
    public static InspectedOpenPgp? Of(LetterReading reading) => reading switch
    {
        LetterReading.Genuine genuine => Of(genuine),
        LetterReading.Refused refused => Around(refused.Envelope) with
        {
            IsSigned = refused.IsSigned, Verdict = OpenPgpVerdict.Refused, Reason = refused.Reason,
        },
        LetterReading.Batch batch => new InspectedOpenPgp
        {
            Form = LetterForm.Encrypted, IsEncrypted = true, Verdict = OpenPgpVerdict.Batch, Bodies = [.. batch.Letters.Select(Of).OfType<InspectedOpenPgp>()],
        },
        LetterReading.Unprotected { HasErrantLayer: true } => new InspectedOpenPgp { IsSigned = false, Verdict = OpenPgpVerdict.Errant },
        _ => null,
    };

    private static InspectedOpenPgp Of(LetterReading.Genuine genuine) => Around(genuine.Envelope) with
    {
        IsSigned = true, Signer = genuine.Signer, SignedAt = genuine.SignedAt, Verdict = OpenPgpVerdict.Good, Inside = InspectedPayload.Of(genuine.Payload, genuine.Headers),
    };

    private static InspectedOpenPgp Around(LetterEnvelope envelope) => new()
    {
        Form = envelope.Form,
        IsEncrypted = envelope.IsEncrypted,
        Recipients = envelope.Outline?.Recipients ?? [],
        AnonymousRecipients = envelope.Outline?.AnonymousRecipients ?? 0,
        Passphrases = envelope.Outline?.Passphrases ?? 0,
        Integrity = envelope.Outline?.Protection ?? BodyProtection.None,
    };
}

/// <summary>What is to be thought of the protection of a mail.</summary>
public enum OpenPgpVerdict
{
    /// <summary>Protected, and not to be shown.</summary>
    Refused,

    /// <summary>Whole, and signed by the owner of a certificate at hand.</summary>
    Good,

    /// <summary>Several encrypted bodies, each with a verdict of its own.</summary>
    Batch,

    /// <summary>Only a part of the mail is protected, or says so: that counts for nothing, and is not opened.</summary>
    Errant,
}

/// <summary>What was signed. Its headers are those that the signer protected, never those outside.</summary>
public sealed record InspectedPayload(
    IReadOnlyList<Address> From, IReadOnlyList<Address> To, string? Subject, DateTimeOffset? Date, IReadOnlyList<InspectedPart> Parts, string? Text, string? Html)
{
    internal static InspectedPayload Of(MimeEntity payload, ProtectedHeaders? headers)
    {
        var shown = Replies.ReadingText.Of(payload);
        return new InspectedPayload(
            headers?.Addresses("From") ?? [], headers?.Addresses("To") ?? [], headers?.Subject, headers?.Date, InspectedPart.AllOf(payload), shown.Plain, shown.Html);
    }
}
