using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using MailNode.Transport;

namespace MailNode.Configuration;

/// <summary>Reads imaps://USER@HOST:PORT and its kin. No message repeats what stands before the @, which may be a password.</summary>
internal static class ServerUrl
{
    private static readonly Scheme[] Schemes =
    [
        new("imaps", "imap", 993, TlsMode.Implicit),
        new("imap", "imap", 143, TlsMode.StartTls),
        new("smtps", "smtp", 465, TlsMode.Implicit),
        new("smtp", "smtp", 587, TlsMode.StartTls),
    ];

    /// <summary>The server that the URL names.</summary>
    /// <param name="url">With one of the two schemes of the protocol.</param>
    /// <param name="protocol">"imap" or "smtp".</param>
    /// <param name="address">The login name where the URL has none.</param>
    /// <param name="password">Asked at each login.</param>
    /// <param name="roots">Trusted besides the system's certificate authorities.</param>
    /// <exception cref="UserError">What is wrong with it, and an example.</exception>
    public static MailServer Parse(
        string url, string protocol, string address, Func<CancellationToken, ValueTask<string>> password, X509Certificate2Collection? roots)
    {
        var (scheme, rest) = TakeScheme(url.Trim(), protocol);
        var user = TakeUser(ref rest, scheme, address);
        var tls = TakeQuery(ref rest, scheme);
        var (host, port) = HostAndPort(rest, scheme);
        if (tls == TlsMode.None && !MailServer.IsThisMachine(host))
            throw Wrong(scheme, $"?tls=none sends the password readably, so it is only for this machine itself, and \"{Printable.Line(host)}\" is another.");
        return new MailServer { Host = host, Port = port, Tls = tls, User = user, Password = password, ExtraRoots = roots };
    }

    /// <summary>The program of sendmail: or sendmail:/PATH, which takes mail in place of a server; null for every other URL.</summary>
    /// <exception cref="UserError">The path is not a whole one.</exception>
    public static string? Sendmail(string url)
    {
        const string Scheme = "sendmail:";
        if (!url.Trim().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var path = url.Trim()[Scheme.Length..];
        if (path.Length == 0)
            return SendmailCommand.Usual;
        return Path.IsPathFullyQualified(path) && !path.Any(char.IsControl)
            ? path
            : throw new UserError($"After {Scheme} stands the whole path of a program, or nothing for {SendmailCommand.Usual}.", UserError.Usage);
    }

    private static (Scheme Scheme, string After) TakeScheme(string url, string protocol)
    {
        var end = url.IndexOf("://", StringComparison.Ordinal);
        var mine = Schemes.Where(scheme => scheme.Protocol == protocol).ToArray();
        if (mine.FirstOrDefault(scheme => end >= 0 && url[..end].Equals(scheme.Name, StringComparison.OrdinalIgnoreCase)) is { } found)
            return (found, url[(end + 3)..]);
        throw Wrong(mine[0], $"It must begin with {mine[0].Name}:// or {mine[1].Name}://.");
    }

    private static string TakeUser(ref string rest, Scheme scheme, string address)
    {
        // The last @ of all: whatever a stray password is made of, it then lies before it.
        var at = rest.LastIndexOf('@');
        if (at < 0)
            return address;
        var user = rest[..at];
        rest = rest[(at + 1)..];
        if (user.Contains(':'))
            throw Wrong(scheme, "There is a password in it, or a : that must be written %3A. Passwords in a URL end up in the shell's history and the "
                + "list of processes: leave it out and use --password-command, --password-file or MAILNODE_PASSWORD, or be asked.");
        if (user.AsSpan().ContainsAny("@/?#"))
            throw Wrong(scheme, "In the user name, @ is written %40, / is %2F, ? is %3F and # is %23.");
        return user.Length == 0 ? address : Decoded(user, scheme);
    }

    private static string Decoded(string user, Scheme scheme)
    {
        for (var i = user.IndexOf('%'); i >= 0; i = user.IndexOf('%', i + 1))
            if (i + 2 >= user.Length || !char.IsAsciiHexDigit(user[i + 1]) || !char.IsAsciiHexDigit(user[i + 2]))
                throw Wrong(scheme, "In the user name, a % itself is written %25.");
        var decoded = Uri.UnescapeDataString(user);
        return decoded.Any(char.IsControl) ? throw Wrong(scheme, "The user name has control characters in it.") : decoded;
    }

    private static TlsMode TakeQuery(ref string rest, Scheme scheme)
    {
        var mark = rest.IndexOf('?');
        if (mark < 0)
            return scheme.Tls;
        var query = rest[(mark + 1)..];
        rest = rest[..mark];
        if (query != "tls=none")
            throw Wrong(scheme, "After the ? only tls=none may stand.");
        return scheme.Tls == TlsMode.StartTls
            ? TlsMode.None
            : throw Wrong(scheme, $"{scheme.Name}:// means TLS, and ?tls=none means none of it. Take away one of the two.");
    }

    private static (string Host, int Port) HostAndPort(string rest, Scheme scheme)
    {
        var place = rest.EndsWith('/') ? rest[..^1] : rest;
        var colon = place.LastIndexOf(':');
        if (colon < 0 || place.EndsWith(']'))
            return (Host(place, scheme), scheme.Port);
        if (!int.TryParse(place.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            throw Wrong(scheme, "The port after the : must be a number from 1 to 65535, and an IPv6 address stands in brackets.");
        return (Host(place[..colon], scheme), port);
    }

    private static string Host(string host, Scheme scheme)
    {
        if (host.Length == 0)
            throw Wrong(scheme, "The name of the server is missing.");
        if (host[0] == '[' && host[^1] == ']')
            return Uri.CheckHostName(host[1..^1]) == UriHostNameType.IPv6 ? host[1..^1] : throw Wrong(scheme, "There is no IPv6 address in the brackets.");
        return Uri.CheckHostName(host) switch
        {
            UriHostNameType.IPv4 => host,
            UriHostNameType.Dns => Ascii(host, scheme),
            _ => throw Wrong(scheme, "Only the name of the server and its port may follow the user; there are no folders in it."),
        };
    }

    /// <summary>As names travel in DNS and stand in certificates (RFC 5891).</summary>
    private static string Ascii(string host, Scheme scheme)
    {
        try
        {
            return new IdnMapping().GetAscii(host).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            throw Wrong(scheme, $"\"{Printable.Line(host)}\" cannot be the name of a server.");
        }
    }

    private static UserError Wrong(Scheme scheme, string fault) =>
        new($"The --{scheme.Protocol} URL does not fit. {fault} Example: --{scheme.Protocol} "
            + $"{scheme.Protocol}s://ana%40example.test@mail.example.test:{Schemes.First(s => s.Protocol == scheme.Protocol).Port}", UserError.Usage);

    private sealed record Scheme(string Name, string Protocol, int Port, TlsMode Tls);
}
