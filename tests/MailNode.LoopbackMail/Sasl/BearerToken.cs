namespace MailNode.LoopbackMail.Sasl;

/// <summary>XOAUTH2, as Google and Microsoft describe it, and OAUTHBEARER (RFC 7628): an access token instead of a password.</summary>
internal static class BearerToken
{
    public static async Task<LoopbackAccount?> XOAuth2Async(SaslTalk talk)
    {
        var fields = (await talk.FirstAsync()).Split('\u0001');
        var name = fields.FirstOrDefault(field => field.StartsWith("user=", StringComparison.Ordinal))?[5..];
        return await ProveAsync(talk, name, fields, """{"status":"400","schemes":"Bearer","scope":"https://mail.example.test/"}""");
    }

    public static async Task<LoopbackAccount?> OAuthBearerAsync(SaslTalk talk)
    {
        var fields = (await talk.FirstAsync()).Split('\u0001');
        var name = fields[0].Split(',').FirstOrDefault(part => part.StartsWith("a=", StringComparison.Ordinal))?[2..];
        return await ProveAsync(talk, name, fields, """{"status":"invalid_token","scope":"mail"}""");
    }

    /// <summary>Who fails is told why, and has to say something before it is over (RFC 7628, section 3.2.3).</summary>
    private static async Task<LoopbackAccount?> ProveAsync(SaslTalk talk, string? name, string[] fields, string why)
    {
        const string begin = "auth=Bearer ";
        var token = fields.FirstOrDefault(field => field.StartsWith(begin, StringComparison.OrdinalIgnoreCase))?[begin.Length..];
        var account = name is null ? null : talk.Post.Find(name);
        if (account?.Token is { } right && right == token)
            return account;
        if (!talk.IsBroken)
            await talk.AskAsync(why);
        return null;
    }
}
