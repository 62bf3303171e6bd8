using System.Net;
using System.Text;
using System.Text.Json;
using MailNode.Transport;

namespace MailNode.Configuration;

/// <summary>
/// OAuth access tokens from the provider's token endpoint, for a refresh token (RFC 6749, section 6). A new refresh token lies in its
/// file before the access token that came with it is used: lost, it would lock the node out.
/// </summary>
internal sealed class RefreshedTokens(OAuthAccess access, TimeProvider clock) : ITokenSource
{
    /// <summary>Where the provider does not say how long a token is good.</summary>
    private static readonly TimeSpan UsualLifetime = TimeSpan.FromHours(1);

    /// <summary>Sooner than it ends, since the login takes time and clocks run at different speeds.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private const int LongestAnswer = 64 * 1024;

    private readonly Lock gate = new();
    private Task<Token>? fetching;
    private (string Spent, string Next)? unsaved; // belongs to who holds the lock on the file

    /// <summary>A token that is good for now. Those who ask at once wait for one request.</summary>
    /// <exception cref="MailException">TokenRefused: a person has to allow the access anew. Else the provider is out of reach: later.</exception>
    public async ValueTask<string> GetAsync(CancellationToken c)
    {
        Task<Token> mine;
        lock (gate)
        {
            if (fetching is null || (fetching.IsCompleted && Good() is null))
                fetching = FetchAsync();
            mine = fetching;
        }
        return (await mine.WaitAsync(c)).Value;
    }

    public void Reject(string token)
    {
        lock (gate)
        {
            if (Good()?.Value == token)
                fetching = null;
        }
    }

    /// <summary>What is there and has not run out. Measured on the clock that nobody can set.</summary>
    private Token? Good()
    {
        if (fetching is not { IsCompletedSuccessfully: true })
            return null;
        var token = fetching.GetAwaiter().GetResult();
        return clock.GetElapsedTime(token.Since) < token.Lifetime ? token : null;
    }

    /// <summary>Belongs to nobody in particular, so nobody calls it off; it ends by itself.</summary>
    private async Task<Token> FetchAsync()
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        try
        {
            // Another process of this node must not spend the same refresh token.
            await using var only = await LockAsync(limit.Token);
            var refresh = await RefreshTokenAsync(limit.Token);
            var since = clock.GetTimestamp();
            var (code, body) = await AskAsync(refresh, limit.Token);
            return code == HttpStatusCode.OK ? Take(body, refresh, since) : throw Refusal(code, body);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            throw new MailException($"{Host} cannot be reached for an OAuth token.", MailProblem.Other, Retry.Later, e);
        }
    }

    private string Host => new Uri(access.TokenEndpoint).Host;

    private async Task<FileStream> LockAsync(CancellationToken c)
    {
        while (true)
        {
            if (LockedFile.TryOpen(access.RefreshTokenFile + ".lock") is { } held)
                return held;
            await Task.Delay(Pause, clock, c);
        }
    }

    /// <summary>The one of the file, unless that is the one we have spent: then its successor, once it is kept.</summary>
    private async Task<string> RefreshTokenAsync(CancellationToken c)
    {
        var refresh = await FileAsync(access.RefreshTokenFile, "refresh token", c);
        if (unsaved is not { } rotated || rotated.Spent != refresh)
            return refresh;
        Keep(refresh, rotated.Next);
        return rotated.Next;
    }

    /// <summary>A full disk must not cost the token: what could not be written is written before the next request.</summary>
    private void Keep(string spent, string next)
    {
        unsaved = (spent, next);
        PrivateFile.Write(access.RefreshTokenFile, Encoding.UTF8.GetBytes(next + "\n"));
        unsaved = null;
    }

    private async Task<(HttpStatusCode Code, string Body)> AskAsync(string refresh, CancellationToken c)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token", ["refresh_token"] = refresh, ["client_id"] = access.ClientId,
        };
        if (access.ClientSecretFile is { } file)
            form["client_secret"] = await FileAsync(file, "client secret", c);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { MaxResponseContentBufferSize = LongestAnswer };
        using var content = new FormUrlEncodedContent(form);
        using var answer = await http.PostAsync(new Uri(access.TokenEndpoint), content, c);
        // JSON is UTF-8 (RFC 8259, section 8.1), whatever charset the provider names.
        return (answer.StatusCode, Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(c)).TrimStart('\uFEFF'));
    }

    private Token Take(string body, string refresh, long since)
    {
        if (Text(body, "refresh_token") is { Length: > 0 } next && next != refresh)
            Keep(refresh, next);
        if (Text(body, "access_token") is not { Length: > 0 } value)
            throw new MailException($"{Host} answers without an access token.", MailProblem.Garbage, Retry.Later);
        var lifetime = int.TryParse(Text(body, "expires_in"), out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : UsualLifetime;
        return new Token(value, since, lifetime > Margin * 2 ? lifetime - Margin : lifetime / 2);
    }

    private MailException Refusal(HttpStatusCode code, string body) => Text(body, "error") switch
    {
        // The user took the permission back, changed the password, or was away for too long.
        "invalid_grant" => new(
            $"{Host} takes the refresh token no more. Sign in anew and write the new one into {access.RefreshTokenFile}.", MailProblem.TokenRefused, Retry.Never),
        "invalid_client" or "unauthorized_client" or "unsupported_grant_type" or "invalid_scope" => new(
            $"{Host} does not know this client. See to oauth in account.json: clientId and clientSecretFile.", MailProblem.TokenRefused, Retry.Never),
        _ => new($"{Host} gives no OAuth token now (HTTP {(int)code}).", MailProblem.Other, Retry.Later),
    };

    private static async Task<string> FileAsync(string path, string what, CancellationToken c)
    {
        try
        {
            return FirstLine.Of(await File.ReadAllTextAsync(path, c))
                ?? throw new MailException($"The file {path} has no {what} in its first line.", MailProblem.TokenRefused, Retry.Never);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailException($"The {what} cannot be read from {path}.", MailProblem.TokenRefused, Retry.Never, e);
        }
    }

    /// <summary>A member of a JSON object as text; null where there is none, or half a character in it.</summary>
    private static string? Text(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty(name, out var member))
                return null;
            return member.ValueKind == JsonValueKind.String ? member.GetString() : member.GetRawText();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private sealed record Token(string Value, long Since, TimeSpan Lifetime)
    {
        public override string ToString() => "token";
    }
}
