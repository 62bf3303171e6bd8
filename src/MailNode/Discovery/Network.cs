using System.Net;
using System.Security.Cryptography.X509Certificates;
using MailNode.KeyLookup;

namespace MailNode.Discovery;

/// <summary>What looking for servers and keys may use of the world; the composition root hands it in.</summary>
/// <param name="Resolvers">Where DNS is asked; none: it is not.</param>
/// <param name="Web">How pages are fetched; null: none are.</param>
/// <param name="Ports">Where servers of common names are tried; null: they are not.</param>
internal sealed record Network(Func<IReadOnlyList<IPEndPoint>> Resolvers, Func<HttpMessageHandler>? Web, CommonPorts? Ports)
{
    private const int DnsPort = 53;
    private const string ResolverFile = "/etc/resolv.conf";

    /// <summary>Nothing: only mailnode's own table is used.</summary>
    public static Network None { get; } = new(() => [], null, null);

    /// <summary>How keys are fetched, given certificate authorities to trust besides the system's; null: none are.</summary>
    public Func<X509Certificate2Collection?, HttpMessageHandler>? Keys { get; init; }

    /// <summary>The network that this machine is in.</summary>
    public static Network OfThisMachine { get; } = new(
        () => File.Exists(ResolverFile) ? Nameservers(File.ReadLines(ResolverFile)) : [], Autoconfig.Handler, new CommonPorts(993, 465, 587)) { Keys = KeyWeb.Handler };

    /// <summary>The resolvers that resolv.conf(5) names.</summary>
    internal static IReadOnlyList<IPEndPoint> Nameservers(IEnumerable<string> lines) =>
    [
        .. from line in lines
           let words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
           where words is ["nameserver", _, ..]
           let address = IPAddress.TryParse(words[1], out var parsed) ? parsed : null
           where address is not null
           select new IPEndPoint(address, DnsPort),
    ];
}

/// <summary>The ports of RFC 8314: IMAP and submission with TLS from the first byte, and submission with STARTTLS.</summary>
internal sealed record CommonPorts(int Imaps, int Submissions, int Submission);
