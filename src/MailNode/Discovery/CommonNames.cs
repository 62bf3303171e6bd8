using MailNode.Transport;

namespace MailNode.Discovery;

/// <summary>What mail servers are usually called, for a domain that says nothing about its own.</summary>
internal static class CommonNames
{
    public static Offer Of(string domain, CommonPorts ports) => new(
        "a name that many mail servers have",
        [.. Below(domain, "imap").Select(host => new Endpoint("imap", host, ports.Imaps, TlsMode.Implicit))],
        [
            .. Below(domain, "smtp").Select(host => new Endpoint("smtp", host, ports.Submissions, TlsMode.Implicit)),
            .. Below(domain, "smtp").Select(host => new Endpoint("smtp", host, ports.Submission, TlsMode.StartTls)),
        ])
    {
        IsGuess = true,
    };

    private static string[] Below(string domain, string first) => [$"{first}.{domain}", $"mail.{domain}", domain];
}
