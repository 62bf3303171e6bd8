using System.Text.Json;
using System.Text.Json.Serialization;

namespace MailNode.Configuration;

/// <summary>The text of account.json. A person may edit it, so a slip is answered with the key it is in.</summary>
internal static class AccountFile
{
    private const string NoObject = "It must be one object: { \"address\": … }.";

    private static readonly string[] Needed = ["address", "name"];

    /// <summary>The account in it.</summary>
    /// <exception cref="UserError">Damaged; the message names the file and the key or line.</exception>
    public static Account Parse(ReadOnlySpan<byte> json, string file)
    {
        try
        {
            return JsonSerializer.Deserialize(json, AccountJson.Default.Account) ?? throw Damaged(file, NoObject);
        }
        catch (JsonException e)
        {
            throw Damaged(file, Missing(json) ?? Where(e), e);
        }
    }

    /// <summary>The account as text, with a newline at the end.</summary>
    public static byte[] Format(Account account) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(account, AccountJson.Default.Account), (byte)'\n'];

    /// <summary>The words for a damaged file.</summary>
    public static UserError Damaged(string file, string fault, Exception? inner = null) =>
        new($"The file {file} is damaged. {fault} Mend it (docs/configuration.md says what each key means), or run `mailnode init` again.",
            inner: inner);

    private static string? Missing(ReadOnlySpan<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return NoObject;
            return Needed.FirstOrDefault(key => !root.TryGetProperty(key, out _)) is { } key ? $"The key \"{key}\" is missing." : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The reader's own words would name our types; its place in the file is what helps.
    private static string Where(JsonException e) => e.Path is { Length: > 2 } path
        ? $"The key \"{Printable.Line(path[2..])}\" is unknown, stands there twice or has a value that it cannot have (line {e.LineNumber + 1})."
        : $"It is not JSON (line {e.LineNumber + 1}).";
}

/// <summary>How account.json is read and written.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Account))]
internal sealed partial class AccountJson : JsonSerializerContext;
