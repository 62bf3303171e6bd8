using System.Globalization;
using System.Text.Json.Serialization;
using MailNode.Core.Inspection;
using MailNode.Mime;

namespace MailNode.Commands;

/// <summary>The shapes of `inspect --json`, one line per mail; stable, documented in docs/cli.md.</summary>
internal sealed record InspectedJson(
    string File, IReadOnlyList<MailAddressJson> From, IReadOnlyList<MailAddressJson> To, string? Subject, string? Date, string? MessageId, string? Kind,
    IReadOnlyList<PartJson> Parts, [property: JsonConverter(typeof(LongText))] string? Text, [property: JsonConverter(typeof(LongText))] string? Html,
    [property: JsonConverter(typeof(LongText))] string? NewText, IReadOnlyList<string> Defects,
    [property: JsonPropertyName("openpgp")] InspectedOpenPgpJson? OpenPgp)
{
    public static InspectedJson Of(string file, InspectedMail mail, InspectedOpenPgp? openPgp) => new(
        file, [.. mail.From.Select(MailAddressJson.Of)], [.. mail.To.Select(MailAddressJson.Of)], mail.Subject,
        Time(mail.Date), mail.MessageId, Word(mail.Kind),
        [.. mail.Parts.Select(PartJson.Of)], mail.Text, mail.Html, mail.NewText, mail.Defects,
        openPgp is null ? null : InspectedOpenPgpJson.Of(openPgp));

    /// <summary>Of a mail that was not read, only its fault is known.</summary>
    public static InspectedJson TooLarge(string file) =>
        new(file, [], [], null, null, null, Word(MailKind.Plain), [], null, null, null, [MailDefects.TooLarge], null);

    /// <summary>With the offset as it was written.</summary>
    internal static string? Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Word(MailKind kind) => kind switch
    {
        MailKind.Sealed => "sealed",
        MailKind.Bounce => "bounce",
        MailKind.Automatic => "automatic",
        MailKind.Reply => "reply",
        _ => "plain",
    };
}

internal sealed record MailAddressJson(string Name, string Address)
{
    public static MailAddressJson Of(Address address) => new(address.Name, address.Email.ToString());
}

internal sealed record PartJson(string Path, string Type, string? Charset, string? Name, int Size, string Sha256)
{
    public static PartJson Of(InspectedPart part) => new(part.Path, part.Type, part.Charset, part.Name, part.Size, part.Sha256);
}

internal sealed record UnreadJson(string File, string Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NewLine = "\n")]
[JsonSerializable(typeof(InspectedJson))]
[JsonSerializable(typeof(UnreadJson))]
internal sealed partial class InspectionSchema : JsonSerializerContext;
