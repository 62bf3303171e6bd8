using System.Globalization;
using System.Text.RegularExpressions;

namespace MailNode.Mime;

/// <summary>What a mail server reports of a mail that it took (RFC 3464).</summary>
/// <param name="ReportingServer">The name of the server that writes, without its type; null if it does not say.</param>
/// <param name="EnvelopeId">What the sender gave as ENVID (RFC 3461, 4.4); null if it is not there.</param>
/// <param name="Recipients">Who it was for, and what became of it; in the report's order.</param>
/// <param name="Returned">The header of the mail that is reported on, where it came back whole or in part; else null.</param>
public sealed partial record DeliveryReport(
    string? ReportingServer, string? EnvelopeId, IReadOnlyList<ReportedRecipient> Recipients, HeaderList? Returned)
{
    /// <summary>Reads the first report in a mail, whatever kind of multipart it lies in; null if there is none.</summary>
    public static DeliveryReport? Find(MimeEntity mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        if (ReportParts.First(mail, "message/delivery-status", "message/global-delivery-status") is not { } status)
            return null;
        var groups = FieldGroups.Read(status.Decode());
        // Some servers leave out the blank line after the fields of the message, or those fields.
        var recipients = groups.Where(IsRecipient).Select(ReadRecipient).ToArray();
        return new DeliveryReport(
            First(groups, "Reporting-MTA") is { } server ? TypedText.Of(server).Text : null, First(groups, "Original-Envelope-Id"), recipients,
            ReportParts.Returned(mail));
    }

    private static string? First(IReadOnlyList<HeaderList> groups, string name) =>
        groups.Select(group => group.Text(name)).FirstOrDefault(text => !string.IsNullOrEmpty(text));

    private static bool IsRecipient(HeaderList group) =>
        group.First("Final-Recipient") is not null || group.First("Original-Recipient") is not null || group.First("Action") is not null;

    private static ReportedRecipient ReadRecipient(HeaderList group) => new(
        TypedText.Address(group.Text("Final-Recipient")), TypedText.Address(group.Text("Original-Recipient")),
        ReadAction(group.Text("Action")), ReadStatus(group.Text("Status")),
        group.Text("Diagnostic-Code") is { } code ? TypedText.Of(code).Text : null,
        group.Text("Remote-MTA") is { } server ? TypedText.Of(server).Text : null);

    private static DeliveryAction ReadAction(string? text) =>
        Enum.TryParse<DeliveryAction>(text?.Split([' ', '(', ';'], 2)[0], ignoreCase: true, out var action)
        && Enum.IsDefined(action) && !char.IsAsciiDigit(text![0])
            ? action
            : DeliveryAction.Unknown;

    private static string? ReadStatus(string? text) =>
        text is not null && StatusCode.Match(text) is { Success: true } match
            ? string.Join('.', match.Value.Split('.').Select(number => int.Parse(number, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)))
            : null;

    [GeneratedRegex(@"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StatusCode { get; }
}

/// <summary>One recipient in a <see cref="DeliveryReport"/>.</summary>
/// <param name="Final">Where the server tried to deliver, without the type; null if it does not say.</param>
/// <param name="Original">Whom the sender named (RFC 3461, 4.2), without the type; null if it does not say.</param>
/// <param name="Action">What was done.</param>
/// <param name="Status">class.subject.detail (RFC 3463), such as "5.1.1"; null if there is none.</param>
/// <param name="Diagnostic">What the other server answered, without the type; null if it does not say.</param>
/// <param name="RemoteServer">The server that answered so; null if it does not say.</param>
public sealed record ReportedRecipient(string? Final, string? Original, DeliveryAction Action, string? Status, string? Diagnostic, string? RemoteServer);

/// <summary>What became of a mail for one recipient (RFC 3464, 2.3.3).</summary>
public enum DeliveryAction
{
    /// <summary>No word, or none that the standard knows.</summary>
    Unknown,

    /// <summary>It will not be tried again.</summary>
    Failed,

    /// <summary>It is still being tried.</summary>
    Delayed,

    /// <summary>It lies in the mailbox.</summary>
    Delivered,

    /// <summary>It went on to where no reports are made.</summary>
    Relayed,

    /// <summary>It went on to the members of a list.</summary>
    Expanded,
}
