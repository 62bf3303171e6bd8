using MailNode.Core.Envelopes;
using MailNode.Core.Replies;
using MailNode.Mime;

namespace MailNode.Core.Inspection;

/// <summary>A mail as the node sees it; nothing in it was opened or verified.</summary>
public sealed record InspectedMail
{
    public required IReadOnlyList<Address> From { get; init; }

    public required IReadOnlyList<Address> To { get; init; }

    /// <summary>Null without a subject.</summary>
    public required string? Subject { get; init; }

    /// <summary>With the offset that the mail gives; null without a date that makes sense.</summary>
    public required DateTimeOffset? Date { get; init; }

    /// <summary>Without angle brackets; null if there is none.</summary>
    public required string? MessageId { get; init; }

    public required MailKind Kind { get; init; }

    public required IReadOnlyList<InspectedPart> Parts { get; init; }

    /// <summary>The plain text that a reader is shown; null if there is none.</summary>
    public required string? Text { get; init; }

    /// <summary>The HTML that a reader is shown; null if there is none.</summary>
    public required string? Html { get; init; }

    /// <summary>What the person typed, for a reply; else null.</summary>
    public required string? NewText { get; init; }

    /// <summary>Words of <see cref="MailDefects.Words"/>, each once.</summary>
    public required IReadOnlyList<string> Defects { get; init; }

    public static InspectedMail Of(MimeEntity mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var (headers, shown) = (mail.Headers, ReadingText.Of(mail));
        var kind = KindOf(mail, shown);
        return new InspectedMail
        {
            From = headers.Addresses("From"),
            To = headers.Addresses("To"),
            Subject = headers.Text("Subject"),
            Date = headers.Date,
            MessageId = headers.MessageIds("Message-ID") is [var id, ..] ? id : null,
            Kind = kind,
            Parts = InspectedPart.AllOf(mail),
            Text = shown.Plain,
            Html = shown.Html,
            NewText = kind == MailKind.Reply ? ReplyMail.WrittenText(shown) : null,
            Defects = MailDefects.Of(mail),
        };
    }

    /// <summary>Decided once, in the order of <see cref="MailKind"/>.</summary>
    public static MailKind KindOf(MimeEntity mail) => KindOf(mail, ReadingText.Of(mail));

    private static MailKind KindOf(MimeEntity mail, ReadingText shown)
    {
        if (SealedMail.Find(mail).Count > 0) return MailKind.Sealed;
        if (BounceMail.IsBounce(mail)) return MailKind.Bounce;
        if (Automation.IsAutomatic([.. mail.Headers.Select(one => (one.Name, one.Text))])) return MailKind.Automatic;
        return ReplyMail.IsAnswer(mail, shown) ? MailKind.Reply : MailKind.Plain;
    }
}
