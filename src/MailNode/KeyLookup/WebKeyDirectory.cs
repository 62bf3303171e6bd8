using System.Security.Cryptography;
using System.Text;
using MailNode.Discovery;
using MailNode.Mime;

namespace MailNode.KeyLookup;

/// <summary>Where the Web Key Directory of a mail domain has the key for an address (draft-koch-openpgp-webkey-service, section 3.1).</summary>
/// <param name="Domain">As DNS knows it.</param>
/// <param name="Local">The local part as the user wrote it.</param>
internal sealed record WebKeyDirectory(string Domain, string Local)
{
    private const string ZBase32 = "ybndrfg8ejkmcpqxot1uwisza345h769";

    /// <summary>The host that is asked first. Only where it has no address is the domain itself asked.</summary>
    public string AdvancedHost => "openpgpkey." + Domain;

    public Uri Advanced => new($"https://{AdvancedHost}/.well-known/openpgpkey/{Domain}/hu/{Name}");

    public Uri Direct => new($"https://{Domain}/.well-known/openpgpkey/hu/{Name}");

    private string Name => $"{Hash(Local)}?l={Uri.EscapeDataString(Local)}";

    /// <summary>Null where the domain of the address is no name: it has no directory.</summary>
    public static WebKeyDirectory? Of(EmailAddress address) =>
        Endpoint.HostName(address.Domain) is { } domain ? new WebKeyDirectory(domain, address.Local) : null;

    /// <summary>How a directory names a local part: without capitals of ASCII, by SHA-1, in Zimmermann's base32.</summary>
    internal static string Hash(string local)
    {
#pragma warning disable CA5350 // a name that the draft sets; nothing rests on it
        var hash = SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(local.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c))));
#pragma warning restore CA5350
        var bits = hash.SelectMany(b => Enumerable.Range(0, 8).Select(bit => (b >> (7 - bit)) & 1));
        return string.Concat(bits.Chunk(5).Select(five => ZBase32[five.Aggregate(0, (number, bit) => (number << 1) | bit)]));
    }
}
