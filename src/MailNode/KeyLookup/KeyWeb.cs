using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailNode.Transport.Wire;

namespace MailNode.KeyLookup;

/// <summary>
/// Fetches keys from web sites, because a person has asked for it: bounded in size and time, without cookies, and not past the site that
/// was asked. It can fetch and nothing else: no key is ever sent anywhere.
/// </summary>
/// <param name="handler">How the web is reached, as <see cref="Handler"/> makes it.</param>
/// <param name="clock">Measures silence.</param>
internal sealed class KeyWeb(HttpMessageHandler handler, TimeProvider clock)
{
    /// <summary>Bytes of an answer: as much as a certificate may have.</summary>
    public const int MaxBytes = 512 << 10;

    private const int MostRedirects = 3;
    private const string Agent = "mailnode";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The web of this machine, through the proxy that it uses.</summary>
    /// <param name="roots">Certificate authorities to trust besides the system's; null for none.</param>
    public static SocketsHttpHandler Handler(X509Certificate2Collection? roots)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxResponseHeadersLength = 16, // kilobytes
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };
        if (roots is not null) handler.SslOptions.RemoteCertificateValidationCallback = new CertificateTrust(roots).Accepts;
        return handler;
    }

    /// <summary>What is at this place. Redirects are followed on the host itself: another one was not asked for, and would learn who is looked for.</summary>
    public async Task<WebAnswer> GetAsync(Uri page, CancellationToken c)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, c);
        using var web = new HttpClient(handler, disposeHandler: false);
        web.DefaultRequestHeaders.UserAgent.ParseAdd(Agent);
        try
        {
            return await FollowAsync(web, page, either.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            c.ThrowIfCancellationRequested();
            return Judge(e);
        }
    }

    private static async Task<WebAnswer> FollowAsync(HttpClient web, Uri page, CancellationToken c)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var response = await web.GetAsync(page, HttpCompletionOption.ResponseHeadersRead, c);
            if ((int)response.StatusCode is < 300 or > 399 || response.Headers.Location is not { } location)
                return await ReadAsync(response, c);
            if (!Uri.TryCreate(page, location, out var next) || next.GetLeftPart(UriPartial.Authority) != page.GetLeftPart(UriPartial.Authority))
                break;
            page = next;
        }
        return new WebAnswer.Failed(WebFault.LeadsAway);
    }

    private static async Task<WebAnswer> ReadAsync(HttpResponseMessage response, CancellationToken c)
    {
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) return new WebAnswer.NoPage();
        if (response.StatusCode != HttpStatusCode.OK) return new WebAnswer.Failed(WebFault.Refused, (int)response.StatusCode);
        if (response.Content.Headers.ContentLength > MaxBytes) return new WebAnswer.Failed(WebFault.TooLarge);
        await using var body = await response.Content.ReadAsStreamAsync(c);
        var page = new byte[MaxBytes + 1];
        var length = await body.ReadAtLeastAsync(page, page.Length, throwOnEndOfStream: false, c);
        return length > MaxBytes ? new WebAnswer.Failed(WebFault.TooLarge) : new WebAnswer.Page(page[..length]);
    }

    private static WebAnswer Judge(Exception e) => e switch
    {
        OperationCanceledException => new WebAnswer.Failed(WebFault.Slow),
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } } => new WebAnswer.NoHost(),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => new WebAnswer.NoHost(ByProxy: true),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new WebAnswer.Failed(WebFault.Untrusted),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } => new WebAnswer.Failed(WebFault.Garbled),
        _ => new WebAnswer.Failed(WebFault.Unreachable),
    };
}
