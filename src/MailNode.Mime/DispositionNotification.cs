namespace MailNode.Mime;

/// <summary>What a recipient's mail program reports of a mail that came (RFC 8098): a read receipt.</summary>
/// <param name="FinalRecipient">Who writes, without the type; null if it does not say.</param>
/// <param name="OriginalRecipient">Whom the sender named, without the type; null if it does not say.</param>
/// <param name="OriginalMessageId">The Message-ID of the mail, without its angle brackets; null if it does not say.</param>
/// <param name="Disposition">"displayed", "deleted", "processed" or "dispatched", lower case as all of them; "" without a word.</param>
/// <param name="IsAutomatic">Whether a program decided to report, without the person's knowledge.</param>
/// <param name="Returned">The header of the mail that is reported on, where it came back whole or in part; else null.</param>
public sealed record DispositionNotification(
    string? FinalRecipient, string? OriginalRecipient, string? OriginalMessageId, string Disposition, bool IsAutomatic, HeaderList? Returned)
{
    /// <summary>Reads the first notification in a mail; null if there is none.</summary>
    public static DispositionNotification? Find(MimeEntity mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        if (ReportParts.First(mail, "message/disposition-notification", "message/global-disposition-notification") is not { } part
            || FieldGroups.Read(part.Decode()) is not [var fields, ..])
            return null;
        // "manual-action/MDN-sent-manually; displayed/error" (RFC 8098, 3.2.6)
        var (mode, disposition) = TypedText.Of(fields.Text("Disposition") ?? "");
        return new DispositionNotification(
            TypedText.Address(fields.Text("Final-Recipient")), TypedText.Address(fields.Text("Original-Recipient")),
            fields.MessageIds("Original-Message-ID") is [var id, ..] ? id : null,
            disposition.Split('/')[0].Trim().ToLowerInvariant(), mode.Contains("automatic", StringComparison.OrdinalIgnoreCase),
            ReportParts.Returned(mail));
    }
}
