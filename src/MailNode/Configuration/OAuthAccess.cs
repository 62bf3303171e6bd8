using MailNode.Transport;

namespace MailNode.Configuration;

/// <summary>The section oauth of account.json: how a provider gives out access tokens (RFC 6749, section 6).</summary>
internal sealed record OAuthAccess
{
    /// <summary>The provider's token endpoint.</summary>
    public required string TokenEndpoint { get; init; }

    /// <summary>Under which name the provider knows the program: everybody registers their own.</summary>
    public required string ClientId { get; init; }

    /// <summary>A file with the client secret in its first line, for providers that give one.</summary>
    public string? ClientSecretFile { get; init; }

    /// <summary>The file with the refresh token in its first line. It is written anew when the provider gives another.</summary>
    public required string RefreshTokenFile { get; init; }

    /// <summary>What is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Faults() =>
    [
        .. IsPrivate() ? [] : (string[])["In oauth, tokenEndpoint must be an https:// URL."],
        .. Path.IsPathFullyQualified(RefreshTokenFile) ? [] : (string[])["In oauth, refreshTokenFile must be a whole path."],
    ];

    private bool IsPrivate() => Uri.TryCreate(TokenEndpoint, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && MailServer.IsThisMachine(uri.Host)));
}
