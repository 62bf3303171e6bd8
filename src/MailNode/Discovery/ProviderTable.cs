using System.Collections.Frozen;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MailNode.Discovery;

/// <summary>The providers that mailnode knows by itself, read from providers.json when one is first looked for.</summary>
internal static class ProviderTable
{
    private static readonly Lazy<IReadOnlyList<Provider>> Rows = new(() => Load());

    private static readonly Lazy<FrozenDictionary<string, Provider>> ByDomain = new(() =>
        All.SelectMany(one => one.Domains.Select(domain => KeyValuePair.Create(domain, one))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Provider> All => Rows.Value;

    /// <summary>Whose addresses end with this domain.</summary>
    public static Provider? OfDomain(string domain) => ByDomain.Value.GetValueOrDefault(domain);

    /// <summary>Who takes the mail of a domain whose MX this is.</summary>
    public static Provider? OfExchanger(string host) => All.FirstOrDefault(one => one.Mx.Any(suffix => Endpoint.IsUnder(host, suffix)));

    /// <summary>Whose mail server this is; one on this machine is nobody's.</summary>
    public static Provider? OfServer(string host) => IPAddress.TryParse(host, out _) ? null : All.FirstOrDefault(one => one.Owns(host));

    private static List<Provider> Load()
    {
        using var stream = typeof(ProviderTable).Assembly.GetManifestResourceStream("providers.json")
            ?? throw new InvalidOperationException("The program was built without providers.json.");
        return JsonSerializer.Deserialize(stream, ProviderJson.Default.ListProvider) ?? [];
    }
}

/// <summary>How providers.json is read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(List<Provider>))]
internal sealed partial class ProviderJson : JsonSerializerContext;
