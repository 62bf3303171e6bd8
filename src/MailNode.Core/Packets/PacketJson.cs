using System.Text.Json;
using System.Text.Json.Serialization;

namespace MailNode.Core.Packets;

/// <summary>The packet as JSON has it; the order of the properties is the order on the wire.</summary>
internal sealed record PacketJson
{
    [JsonPropertyName("mailnode")] public required string Version { get; init; }
    public required string Type { get; init; }
    public required string Author { get; init; }
    public required string At { get; init; }
    public long Rev { get; init; }
    public ChainJson? Chain { get; init; }
    public IReadOnlyList<string>? Readers { get; init; }
    public Audience? Audience { get; init; }
    public string? About { get; init; }
    public string? Root { get; init; }
    public string? Origin { get; init; }
    public string? Cause { get; init; }
    public JsonElement Body { get; init; }
    public IReadOnlyList<Attachment>? Attachments { get; init; }
    public IReadOnlyList<string>? Critical { get; init; }
}

internal sealed record ChainJson(string Id, long Seq, string? Prev = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(PacketJson))]
[JsonSerializable(typeof(HelloBody))]
[JsonSerializable(typeof(WelcomeBody))]
[JsonSerializable(typeof(ChainBody))]
[JsonSerializable(typeof(ProfileBody))]
[JsonSerializable(typeof(PostBody))]
[JsonSerializable(typeof(CommentBody))]
[JsonSerializable(typeof(ReactionBody))]
[JsonSerializable(typeof(EditBody))]
[JsonSerializable(typeof(DeleteBody))]
[JsonSerializable(typeof(RelayBody))]
[JsonSerializable(typeof(MediaBody))]
[JsonSerializable(typeof(SelfContactBody))]
[JsonSerializable(typeof(SelfInviteBody))]
[JsonSerializable(typeof(SelfGroupBody))]
[JsonSerializable(typeof(SelfSendingBody))]
[JsonSerializable(typeof(SelfSentBody))]
[JsonSerializable(typeof(SelfReadBody))]
[JsonSerializable(typeof(SelfKeyBody))]
internal sealed partial class PacketSchema : JsonSerializerContext;
