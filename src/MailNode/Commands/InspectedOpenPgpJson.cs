using System.Text.Json;
using System.Text.Json.Serialization;
using MailNode.Core.Inspection;
using MailNode.Core.Letters;
using MailNode.OpenPgp;

namespace MailNode.Commands;

/// <summary>What protects a mail, as a part of <see cref="InspectedJson"/>; stable, documented in docs/cli.md.</summary>
internal sealed record InspectedOpenPgpJson(
    string? Form, bool Encrypted, IReadOnlyList<string> Recipients, int AnonymousRecipients, int Passphrases, string? Integrity, bool? Signed, string? Signer,
    string? SignerUserId, string? SignedAt, string Verdict, string? Reason, PayloadJson? Inside, IReadOnlyList<InspectedOpenPgpJson>? Bodies)
{
    /// <summary>Fingerprint or key id of the key that an unknown signer says to have used; else null, and in a batch.</summary>
    public string? ClaimedSigner { get; init; }

    public static InspectedOpenPgpJson Of(InspectedOpenPgp seen) => new(
        seen.Form is { } form ? Word(form) : null, seen.IsEncrypted, seen.Recipients, seen.AnonymousRecipients, seen.Passphrases, Word(seen.Integrity), seen.IsSigned,
        seen.Signer?.Fingerprint.ToString(), seen.Signer?.UserId, InspectedJson.Time(seen.SignedAt), Word(seen.Verdict),
        seen.Reason == OpenRefusal.None ? null : JsonNamingPolicy.KebabCaseLower.ConvertName(seen.Reason.ToString()),
        seen.Inside is { } inside ? PayloadJson.Of(inside) : null, seen.Bodies.Count == 0 ? null : [.. seen.Bodies.Select(Of)]);

    private static string Word(LetterForm form) => form switch
    {
        LetterForm.Encrypted => "encrypted",
        LetterForm.Signed => "signed",
        LetterForm.Repaired => "repaired",
        _ => "inline",
    };

    private static string? Word(BodyProtection integrity) => integrity switch
    {
        BodyProtection.Version1 => "seipd1",
        BodyProtection.Version2 => "seipd2",
        BodyProtection.Unprotected => "none",
        BodyProtection.Unknown => "unknown",
        _ => null,
    };

    private static string Word(OpenPgpVerdict verdict) => verdict switch
    {
        OpenPgpVerdict.Good => "good",
        OpenPgpVerdict.Batch => "batch",
        OpenPgpVerdict.Errant => "errant",
        _ => "refused",
    };
}

internal sealed record PayloadJson(
    IReadOnlyList<MailAddressJson> From, IReadOnlyList<MailAddressJson> To, string? Subject, string? Date, IReadOnlyList<PartJson> Parts,
    [property: JsonConverter(typeof(LongText))] string? Text, [property: JsonConverter(typeof(LongText))] string? Html)
{
    public static PayloadJson Of(InspectedPayload inside) => new(
        [.. inside.From.Select(MailAddressJson.Of)], [.. inside.To.Select(MailAddressJson.Of)], inside.Subject, InspectedJson.Time(inside.Date),
        [.. inside.Parts.Select(PartJson.Of)], inside.Text, inside.Html);
}
