using MailNode.Mime;

namespace MailNode.Discovery;

/// <summary>Fetches the autoconfig page from the domain itself, by HTTPS alone; no third party is asked.</summary>
internal sealed class Autoconfig(HttpMessageHandler handler, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>How the web is reached: at most three redirects, none of them away from HTTPS, no cookies.</summary>
    public static SocketsHttpHandler Handler() => new()
    {
        MaxAutomaticRedirections = 3,
        UseCookies = false,
        MaxResponseHeadersLength = 16, // kilobytes
        ConnectTimeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>What the first of the pages says that names a server.</summary>
    /// <param name="address">The domain is written in it as the user did.</param>
    /// <param name="domain">The domain as DNS knows it.</param>
    /// <param name="c">Calls it off.</param>
    public async Task<Offer?> FindAsync(EmailAddress address, string domain, CancellationToken c)
    {
        using var web = new HttpClient(handler, disposeHandler: false);
        foreach (var page in Pages(address, domain))
        {
            var offer = await FetchAsync(web, page, c) is { } xml ? AutoconfigXml.Read(xml, address, $"the autoconfig page at https://{page.Host}") : null;
            if (offer is { Imap.Count: > 0 } or { Smtp.Count: > 0 }) return offer;
        }
        return null;
    }

    private static Uri[] Pages(EmailAddress address, string domain) =>
    [
        new($"https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={Uri.EscapeDataString(address.ToString())}"),
        new($"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml"),
    ];

    private async Task<byte[]?> FetchAsync(HttpClient web, Uri page, CancellationToken c)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, c);
        try
        {
            using var response = await web.GetAsync(page, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode || response.RequestMessage?.RequestUri?.Scheme != Uri.UriSchemeHttps) return null;
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            return await ReadAsync(body, either.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            c.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>All of it; null when it is longer than any such page.</summary>
    private static async Task<byte[]?> ReadAsync(Stream body, CancellationToken c)
    {
        var page = new byte[AutoconfigXml.MaxBytes + 1];
        var length = await body.ReadAtLeastAsync(page, page.Length, throwOnEndOfStream: false, c);
        return length < page.Length ? page[..length] : null;
    }
}
