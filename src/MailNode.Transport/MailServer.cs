using System.Net;
using System.Security.Cryptography.X509Certificates;
using MailNode.Transport.Wire;

namespace MailNode.Transport;

/// <summary>How the connection to a server is encrypted.</summary>
public enum TlsMode
{
    /// <summary>TLS from the first byte (RFC 8314).</summary>
    Implicit = 0,

    /// <summary>Plain at first, TLS before anything secret; refused where the server does not offer it.</summary>
    StartTls = 1,

    /// <summary>No encryption: only for a server on the same machine.</summary>
    None = 2,
}

/// <summary>Where a server is and how to speak to it. ToString never shows the password.</summary>
public sealed record MailServer
{
    /// <summary>A host name, or an IP address, which the certificate must then name.</summary>
    public required string Host { get; init; }

    /// <summary>The TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>How the connection is encrypted.</summary>
    public required TlsMode Tls { get; init; }

    /// <summary>The login name. For SMTP, empty means: do not log in.</summary>
    public required string User { get; init; }

    /// <summary>Asked for each time a login needs it.</summary>
    public required Func<CancellationToken, ValueTask<string>> Password { get; init; }

    /// <summary>OAuth access tokens, in place of the password, which is then never asked for; null for an account with a password.</summary>
    public ITokenSource? Token { get; init; }

    /// <summary>Trusted in addition to the system's certificate authorities.</summary>
    public X509Certificate2Collection? ExtraRoots { get; init; }

    /// <summary>Where the conversation is written down, without secrets and mail; null where it is not.</summary>
    public Transcript? Transcript { get; init; }

    /// <summary>Whether a body is counted where the server offers that (RFC 3030).</summary>
    public bool UseChunking { get; init; } = true;

    /// <summary>How long the server may be silent when an answer is due.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether a host name or address means this machine (RFC 6761, section 6.3), so that nobody else can listen.</summary>
    public static bool IsThisMachine(string host)
    {
        var plain = Dial.PlainHost(host);
        return IPAddress.TryParse(plain, out var address)
            ? IPAddress.IsLoopback(address)
            : plain.Equals("localhost", StringComparison.OrdinalIgnoreCase) || plain.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Host, port and encryption, and nothing about the login.</summary>
    public override string ToString() => $"{Host}:{Port} ({Tls})";
}
