using System.Globalization;
using System.Net;
using MailNode.Transport;

namespace MailNode.Discovery;

/// <summary>Where a server may be, always with encryption: what is found can be nothing else.</summary>
/// <param name="Protocol">"imap" or "smtp".</param>
/// <param name="Host">A name in ASCII, or an IP address.</param>
/// <param name="Port">The TCP port.</param>
/// <param name="Tls">From the first byte, or by STARTTLS; never none.</param>
/// <param name="User">The login name; null: the address.</param>
internal sealed record Endpoint(string Protocol, string Host, int Port, TlsMode Tls, string? User = null)
{
    /// <summary>As it is written behind --imap and --smtp.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{Login}{Host}:{Port}");

    private string Scheme => Tls == TlsMode.Implicit ? Protocol + "s" : Protocol;

    private string Login => User is null ? "" : Uri.EscapeDataString(User) + "@";

    /// <summary>The host as it is sent over the wire and stands in certificates (RFC 5891); null when it is not a name that DNS could know.</summary>
    public static string? HostName(string text)
    {
        var bare = text.Trim().TrimEnd('.');
        try
        {
            var ascii = bare.Length is > 0 and <= 253 ? new IdnMapping().GetAscii(bare).ToLowerInvariant() : "";
            return Uri.CheckHostName(ascii) == UriHostNameType.Dns && !IPAddress.TryParse(ascii, out _) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether the server is the domain itself or stands below it.</summary>
    public bool IsWithin(string domain) => IsUnder(Host, domain);

    /// <summary>Whether a name is the domain or ends with it.</summary>
    public static bool IsUnder(string name, string domain) =>
        name.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && (name.Length == domain.Length || name[^(domain.Length + 1)] == '.');

    /// <summary>For people.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Host}, port {Port}, {(Tls == TlsMode.Implicit ? "TLS" : "STARTTLS")}");
}
