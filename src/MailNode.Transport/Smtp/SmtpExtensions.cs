using System.Globalization;

namespace MailNode.Transport.Smtp;

/// <summary>What the server offered in its answer to EHLO.</summary>
internal sealed class SmtpExtensions
{
    public static readonly SmtpExtensions None = new([]);

    private readonly Dictionary<string, string> offered = new(StringComparer.OrdinalIgnoreCase);

    public SmtpExtensions(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            // Quirk: "AUTH=LOGIN PLAIN" was the form before the standard.
            var parts = line.Split([' ', '='], 2);
            var name = parts[0];
            var words = parts.Length > 1 ? parts[1] : "";
            offered[name] = offered.TryGetValue(name, out var before) ? $"{before} {words}" : words;
        }
    }

    /// <summary>Largest mail in bytes (RFC 1870); null where the server does not say, or has no limit.</summary>
    public long? MaxSize =>
        offered.TryGetValue("SIZE", out var size)
        && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0
            ? bytes : null;

    public bool Has(string name) => offered.ContainsKey(name);

    public bool HasAuth(string mechanism) =>
        offered.TryGetValue("AUTH", out var all)
        && all.Split([' ', '='], StringSplitOptions.RemoveEmptyEntries).Contains(mechanism, StringComparer.OrdinalIgnoreCase);
}
