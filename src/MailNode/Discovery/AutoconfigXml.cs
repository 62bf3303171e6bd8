using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using MailNode.Mime;
using MailNode.Transport;

namespace MailNode.Discovery;

/// <summary>
/// Reads the XML in which providers describe their servers to mail programs (Mozilla's config-v1.1 format). A stranger wrote it:
/// nothing outside of it is loaded, no entity is expanded, and what does not fit is passed over.
/// </summary>
internal static class AutoconfigXml
{
    /// <summary>The most bytes that are looked at.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int MaxServers = 8;

    /// <summary>Such a page has five levels; very many of them take a reader of XML very long.</summary>
    private const int MaxDepth = 20;

    private static readonly XmlReaderSettings Safe = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxBytes,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>The servers in it that encrypt, in the order in which they stand; null when it is no such XML.</summary>
    public static Offer? Read(byte[] xml, EmailAddress address, string origin)
    {
        if (xml.Length > MaxBytes) return null;
        try
        {
            if (IsDeep(xml)) return null;
            using var reader = XmlReader.Create(new MemoryStream(xml), Safe);
            var root = XDocument.Load(reader).Root!;
            var (imap, smtp) = (Servers(root, "incomingServer", "imap", address), Servers(root, "outgoingServer", "smtp", address));
            var onlyOAuth = imap.Concat(smtp).Any(one => one.OnlyOAuth);
            return new Offer(origin, [.. imap.Select(one => one.Endpoint)], [.. smtp.Select(one => one.Endpoint)])
            {
                Words = onlyOAuth ? "This provider says that it takes no passwords from mail programs, only OAuth." : "",
            };
        }
        catch (Exception e) when (e is XmlException or System.Text.DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsDeep(byte[] xml)
    {
        using var reader = XmlReader.Create(new MemoryStream(xml), Safe);
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth) return true;
        }
        return false;
    }

    private static List<(Endpoint Endpoint, bool OnlyOAuth)> Servers(XElement root, string element, string protocol, EmailAddress address) =>
    [
        .. root.Descendants()
            .Where(one => one.Name.LocalName == element && protocol.Equals(one.Attribute("type")?.Value.Trim(), StringComparison.OrdinalIgnoreCase))
            .Select(one => (Endpoint: Server(one, protocol, address), OnlyOAuth: OnlyOAuth(one)))
            .Where(one => one.Endpoint is not null)
            .Select(one => (one.Endpoint!, one.OnlyOAuth))
            .Take(MaxServers),
    ];

    private static Endpoint? Server(XElement server, string protocol, EmailAddress address)
    {
        // What is neither of the two would send the password readably.
        TlsMode? tls = Text(server, "socketType").ToUpperInvariant() switch
        {
            "SSL" or "TLS" => TlsMode.Implicit,
            "STARTTLS" => TlsMode.StartTls,
            _ => null,
        };
        var host = Endpoint.HostName(Filled(Text(server, "hostname"), address));
        var isPort = int.TryParse(Text(server, "port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536;
        return host is not null && isPort && tls is { } mode ? new Endpoint(protocol, host, port, mode, User(server, address)) : null;
    }

    /// <summary>Null for the address, and for what we cannot fill in.</summary>
    private static string? User(XElement server, EmailAddress address)
    {
        var user = Filled(Text(server, "username"), address);
        var isPlain = user.Length is > 0 and <= EmailAddress.MaxLength && !user.Contains('%', StringComparison.Ordinal) && !user.Any(char.IsControl);
        return isPlain && !user.Equals(address.ToString(), StringComparison.OrdinalIgnoreCase) ? user : null;
    }

    private static bool OnlyOAuth(XElement server)
    {
        var ways = server.Elements().Where(one => one.Name.LocalName == "authentication").Select(one => one.Value.Trim()).ToList();
        return ways.Count > 0 && ways.All(way => way.Equals("OAuth2", StringComparison.OrdinalIgnoreCase));
    }

    private static string Filled(string text, EmailAddress address) => text
        .Replace("%EMAILADDRESS%", address.ToString(), StringComparison.Ordinal)
        .Replace("%EMAILLOCALPART%", address.Local, StringComparison.Ordinal)
        .Replace("%EMAILDOMAIN%", address.Domain, StringComparison.Ordinal);

    private static string Text(XElement server, string name) =>
        server.Elements().FirstOrDefault(one => one.Name.LocalName == name)?.Value.Trim() ?? "";
}
