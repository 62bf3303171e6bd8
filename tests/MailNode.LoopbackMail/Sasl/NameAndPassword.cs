namespace MailNode.LoopbackMail.Sasl;

/// <summary>LOGIN, which no standard describes: the server asks for the name, then for the password.</summary>
internal static class NameAndPassword
{
    public static async Task<LoopbackAccount?> RunAsync(SaslTalk talk)
    {
        var name = talk.HasInitial ? await talk.FirstAsync() : await talk.AskAsync("Username:");
        var password = talk.IsBroken ? "" : await talk.AskAsync("Password:");
        return talk.Post.LogIn(name, password);
    }
}
