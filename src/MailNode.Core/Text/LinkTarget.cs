namespace MailNode.Core.Text;

/// <summary>Where a link of a post may lead: to a web page or to a mail address, and it says so in plain letters.</summary>
/// <param name="Href">Absolute, in ASCII, without user and password.</param>
/// <param name="Shown">The host in its ASCII form, or the mail address.</param>
internal sealed record LinkTarget(string Href, string Shown)
{
    private const int MaxLength = 2000;

    /// <summary>Null for every other scheme, and for what is too long or too odd to be read by a person.</summary>
    public static LinkTarget? From(string url)
    {
        if (url.Length > MaxLength || url.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter) || letter is '\\' or '<' or '>' or '"'))
            return null;
        if (url.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            return FromMail(url["mailto:".Length..]);
        var isWeb = url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        return isWeb && Uri.TryCreate(url, UriKind.Absolute, out var uri) ? FromWeb(uri) : null;
    }

    /// <summary>Whether a link's text already says where it leads.</summary>
    public bool IsSaidBy(string text, string url)
    {
        var said = Essence(text.AsSpan().Trim());
        if (said.Equals(Essence(Href), StringComparison.OrdinalIgnoreCase) || said.Equals(Essence(Shown), StringComparison.OrdinalIgnoreCase))
            return true;
        // The path may be written in letters that the target has to escape; the host may not.
        return said.Equals(Essence(url), StringComparison.OrdinalIgnoreCase) && Authority(url).Equals(Authority(Href), StringComparison.OrdinalIgnoreCase);
    }

    private static LinkTarget? FromWeb(Uri uri)
    {
        try
        {
            var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
            if (host.Length is 0 or > 253 || !host.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or ':' or '[' or ']'))
                return null;
            var port = uri.IsDefaultPort ? "" : ":" + uri.GetComponents(UriComponents.Port, UriFormat.UriEscaped);
            return new LinkTarget($"{uri.Scheme}://{host}{port}{uri.GetComponents(UriComponents.PathAndQuery | UriComponents.Fragment, UriFormat.UriEscaped)}", host);
        }
        catch (Exception e) when (e is UriFormatException or ArgumentException or InvalidOperationException)
        {
            return null;   // a host that cannot be written in ASCII
        }
    }

    /// <summary>The address alone: a subject or body prepared by a stranger could be an order to the reader's own node.</summary>
    private static LinkTarget? FromMail(string rest)
    {
        var query = rest.IndexOf('?', StringComparison.Ordinal);
        var address = query < 0 ? rest : rest[..query];
        var at = address.IndexOf('@', StringComparison.Ordinal);
        var isPlain = at > 0 && at == address.LastIndexOf('@') && at < address.Length - 1
            && address.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '@' or '.' or '-' or '_' or '+' or '~' or '\'' or '=');
        return isPlain ? new LinkTarget("mailto:" + address, address) : null;
    }

    private static ReadOnlySpan<char> Essence(ReadOnlySpan<char> link)
    {
        var start = link.IndexOf("://");
        var rest = start >= 0 ? link[(start + 3)..] : link.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? link[7..] : link;
        return rest.TrimEnd('/');
    }

    private static ReadOnlySpan<char> Authority(ReadOnlySpan<char> url)
    {
        var rest = Essence(url);
        var end = rest.IndexOfAny('/', '?', '#');
        return end < 0 ? rest : rest[..end];
    }
}
