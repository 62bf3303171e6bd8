using MailNode.LoopbackMail.Sasl;

namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>LOGIN, AUTHENTICATE, STARTTLS and LOGOUT (RFC 9051, sections 6.1.3 to 6.2.3).</summary>
internal static class Login
{
    /// <summary>The end of the reply after which TLS begins.</summary>
    public const string GoSecure = "Begin TLS now";

    private const string Refused = "NO [AUTHENTICATIONFAILED] Name or password is wrong";

    public static Task<string> StartTlsAsync(ImapTalk talk, Ask ask) =>
        Task.FromResult(talk.Wire.MayEncrypt ? $"OK {GoSecure}" : "BAD No TLS here");

    public static Task<string> RunAsync(ImapTalk talk, Ask ask)
    {
        if (talk.Account is not null || ask.Words.Count != 2)
            return Task.FromResult(ImapTalk.Bad);
        if (talk.Can("LOGINDISABLED"))
            return Task.FromResult("NO [PRIVACYREQUIRED] Not like this");
        return Task.FromResult(Admit(talk, talk.Post.LogIn(ask[0], ask[1])));
    }

    public static async Task<string> AuthenticateAsync(ImapTalk talk, Ask ask)
    {
        if (talk.Account is not null || ask.Words.Count == 0 || (ask.Words.Count > 1 && !talk.Can("SASL-IR")))
            return ImapTalk.Bad;
        if (!SaslTalk.Knows(talk.Options, ask[0]))
            return "NO [CANNOT] No such mechanism";
        var sasl = new SaslTalk(talk.Post, ask.Words.Count > 1 ? ask[1] : null, talk.PromptAsync);
        var account = await sasl.RunAsync(ask[0]);
        return sasl.IsBroken ? "BAD Not base64" : Admit(talk, account);
    }

    public static Task<string> LogoutAsync(ImapTalk talk, Ask ask)
    {
        talk.Wire.SayLine("* BYE See you");
        talk.End();
        return Task.FromResult("OK Done");
    }

    private static string Admit(ImapTalk talk, LoopbackAccount? account)
    {
        talk.Account = account;
        return account is null ? Refused : $"OK [CAPABILITY {Capability.List(talk)}] Welcome";
    }
}
