using System.Globalization;
using System.Text.Json.Serialization;
using MailNode.Core.Contacts;
using MailNode.Core.Packets;
using MailNode.Core.Threads;
using MailNode.Flows;

namespace MailNode.Commands;

/// <summary>The shapes of --json output; stable, documented in docs/cli.md.</summary>
internal sealed record AuthorJson(string Name, string Address, string Fingerprint, string Trust)
{
    public static AuthorJson Of(Person person) =>
        new(person.Name, person.Address, person.Fingerprint.ToString(), person.Trust.Word());
}

internal sealed record AudienceJson(string Kind, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Label);

/// <param name="Path">Null while the file is on its way.</param>
internal sealed record AttachmentJson(string Name, string Type, long Size, string Sha256, string? Alt, string? Path);

internal sealed record ReactionJson(string Emoji, AuthorJson Author);

internal sealed record EntryJson
{
    public required string Id { get; init; }
    public required string Type { get; init; }
    public required AuthorJson Author { get; init; }
    public required string At { get; init; }
    public required AudienceJson Audience { get; init; }
    public required string Text { get; init; }
    public required IReadOnlyList<AttachmentJson> Attachments { get; init; }
    public required IReadOnlyList<ReactionJson> Reactions { get; init; }
    public required IReadOnlyList<EntryJson> Comments { get; init; }
    public required bool Edited { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Placeholder { get; init; }

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static EntryJson Of(Entry entry, Node node) => new()
    {
        Id = entry.Id.ToString(),
        Type = entry.Type,
        Author = AuthorJson.Of(entry.Author),
        At = entry.At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture),
        Audience = new AudienceJson(entry.Audience.Kind, entry.Audience.Label),
        Text = entry.Text,
        Attachments = [.. entry.Attachments.Select(one => Of(one, node))],
        Reactions = [.. entry.Reactions.Select(one => new ReactionJson(one.Emoji, AuthorJson.Of(one.Author)))],
        Comments = [.. entry.Comments.Select(one => Of(one, node))],
        Edited = entry.Edited,
        Placeholder = entry.Placeholder,
    };

    private static AttachmentJson Of(Attachment one, Node node) => new(
        Core.Text.FileName.Clean(one.Name, one.Type), one.Type, one.Size, one.Sha256, one.Alt,
        node.View.Media.File(one.Sha256) is { } file ? node.Media.PathOf(file) : null);
}

/// <param name="Key">good, expired, taken-back, or unusable: whether something can be sealed to it.</param>
internal sealed record ContactJson(
    string Name, string Address, string Fingerprint, string Trust, string Kind, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Key = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Forked = null)
{
    public static ContactJson Of(Contact contact) =>
        new(contact.Name, contact.Address, contact.Fingerprint.ToString(), contact.Trust.Word(), contact.Kind == ContactKind.Node ? "node" : "openpgp");

    public static ContactJson Of(Contact contact, Node node) => Of(contact) with
    {
        Key = KeyWord(node.CertificateOf(contact.Fingerprint), node.Now), Forked = node.View.Packets.HasFork(contact.Fingerprint),
    };

    /// <summary>Whether something can be sealed to a key: good, expired, taken-back or unusable.</summary>
    public static string KeyWord(OpenPgp.Certificate? key, DateTimeOffset now) => key switch
    {
        { IsRevoked: true } => "taken-back",
        { } usable when usable.CanEncryptAt(now) => "good",
        { ExpiresAt: { } end } when end <= now => "expired",
        _ => "unusable",
    };
}

internal sealed record SyncJson(int Received, int Folded, int Sent, int Quarantined, int Unreadable, int Failed)
{
    public static SyncJson Of(PassReport report) => new(report.Received, report.Folded, report.Sent, report.Quarantined, report.Unreadable, report.Failed);
}

internal sealed record InviteJson(string Invite, DateTimeOffset Expires);

internal sealed record InitJson(string Address, string Fingerprint, string Invite, DateTimeOffset Expires, string RecoveryCode);

internal sealed record WrittenJson(string Id, int Sent, int Waiting, int Failed);

internal sealed record AcceptedJson(string Name, string Address, string Fingerprint, string Trust);

internal sealed record GroupJson(string Name, IReadOnlyList<ContactJson> Members);

internal sealed record DigestJson(string? File, bool Sent);

internal sealed record FailureJson(string Packet, string Recipient, string Reason);

/// <param name="Key">good, expired, taken-back or unusable, as of contacts; unknown while the log could not be read.</param>
/// <param name="Expires">When the key ends; null for never.</param>
internal sealed record StatusJson(
    string Address, string Name, string Fingerprint, string Key, DateTimeOffset? Expires, string Mailbox, int Contacts, int Requests, long Packets, int Spooled,
    IReadOnlyList<FailureJson> Retrying, IReadOnlyList<FailureJson> Failed, int Quarantined, IReadOnlyList<QuarantinedJson> Quarantine, int Held, bool Reachable, string? Problem, bool Worker, QuotaJson? Quota);

/// <param name="Used">Bytes.</param>
/// <param name="Limit">Bytes.</param>
internal sealed record QuotaJson(long Used, long Limit);

internal sealed record QuarantinedJson(string From, DateTimeOffset Came, string Reason);

/// <param name="Armored">Null where it was written to a file.</param>
internal sealed record KeyJson(string Fingerprint, string? Armored, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? File = null);

/// <param name="Expires">Null for never.</param>
internal sealed record RenewedJson(string Fingerprint, DateTimeOffset? Expires);

/// <param name="Result">identity, merged, unchanged, recorded, taken-back or refused.</param>
/// <param name="Reason">Of a refusal, in words; else null.</param>
internal sealed record ImportedJson(
    string Fingerprint, string Name, string Address, string Result, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null);

internal sealed record RebuildJson(long Packets);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, MaxDepth = 128, NewLine = "\n")]
[JsonSerializable(typeof(List<EntryJson>))]
[JsonSerializable(typeof(EntryJson))]
[JsonSerializable(typeof(List<ContactJson>))]
[JsonSerializable(typeof(SyncJson))]
[JsonSerializable(typeof(InviteJson))]
[JsonSerializable(typeof(InitJson))]
[JsonSerializable(typeof(WrittenJson))]
[JsonSerializable(typeof(AcceptedJson))]
[JsonSerializable(typeof(GroupJson))]
[JsonSerializable(typeof(DigestJson))]
[JsonSerializable(typeof(StatusJson))]
[JsonSerializable(typeof(KeyJson))]
[JsonSerializable(typeof(RenewedJson))]
[JsonSerializable(typeof(List<ImportedJson>))]
[JsonSerializable(typeof(RebuildJson))]
internal sealed partial class OutputSchema : JsonSerializerContext;
