using System.Text;

namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>CAPABILITY, STARTTLS, LOGIN, AUTHENTICATE PLAIN, ENABLE, ID and LOGOUT (RFC 9051, sections 6.1 to 6.3.1).</summary>
internal static class Login
{
    /// <summary>The end of the reply after which TLS begins.</summary>
    public const string GoSecure = "Begin TLS now";

    private const string Refused = "NO [AUTHENTICATIONFAILED] Name or password is wrong";

    public static string Capabilities(ImapTalk talk)
    {
        var options = talk.Options;
        (bool Has, string Name)[] all =
        [
            (true, "IMAP4rev1"), (options.Rev2, "IMAP4rev2"), (true, "ENABLE"), (true, "ID"), (true, "UNSELECT"),
            (true, "CHILDREN"), (true, "SASL-IR"),
            (options.Move, "MOVE"), (options.UidPlus, "UIDPLUS"), (options.Idle, "IDLE"), (options.LiteralPlus, "LITERAL+"),
            (options.SpecialUse, "LIST-EXTENDED"), (options.SpecialUse, "SPECIAL-USE"), (options.Namespace, "NAMESPACE"),
            (options.AuthPlain && talk.Account is null, "AUTH=PLAIN"), (talk.Wire.MayEncrypt && talk.Account is null, "STARTTLS"),
        ];
        return string.Join(' ', all.Where(entry => entry.Has).Select(entry => entry.Name));
    }

    public static Task<string> CapabilityAsync(ImapTalk talk, Ask ask)
    {
        talk.Wire.SayLine($"* CAPABILITY {Capabilities(talk)}");
        return Task.FromResult("OK Done");
    }

    public static Task<string> StartTlsAsync(ImapTalk talk, Ask ask) =>
        Task.FromResult(talk.Wire.MayEncrypt ? $"OK {GoSecure}" : "BAD No TLS here");

    public static Task<string> RunAsync(ImapTalk talk, Ask ask) =>
        Task.FromResult(ask.Words.Count == 2 ? Prove(talk, ask[0], ask[1]) : ImapTalk.Bad);

    public static async Task<string> AuthenticateAsync(ImapTalk talk, Ask ask)
    {
        if (!talk.Options.AuthPlain || !ask[0].Equals("PLAIN", StringComparison.OrdinalIgnoreCase))
            return "NO [CANNOT] No such mechanism";
        var packed = ask.Words.Count > 1 ? ask[1] : await talk.PromptAsync("");
        return Plain(packed) is var (name, password) ? Prove(talk, name, password) : ImapTalk.Bad;
    }

    public static Task<string> EnableAsync(ImapTalk talk, Ask ask)
    {
        var rev2 = talk.Options.Rev2 && ask.Words.Any(word => word.Is("IMAP4rev2"));
        talk.IsRev2 |= rev2;
        talk.Names.AreUtf8 |= rev2;
        talk.Wire.SayLine(rev2 ? "* ENABLED IMAP4rev2" : "* ENABLED");
        return Task.FromResult("OK Done");
    }

    public static Task<string> IdAsync(ImapTalk talk, Ask ask)
    {
        talk.Wire.SayLine("* ID (\"name\" \"Loopback\")");
        return Task.FromResult("OK Done");
    }

    public static Task<string> LogoutAsync(ImapTalk talk, Ask ask)
    {
        talk.Wire.SayLine("* BYE See you");
        talk.End();
        return Task.FromResult("OK Done");
    }

    /// <summary>Name and password of SASL PLAIN (RFC 4616).</summary>
    public static (string Name, string Password)? Plain(string packed)
    {
        var bytes = new byte[packed.Length];
        if (!Convert.TryFromBase64String(packed, bytes, out var length))
            return null;
        return Encoding.UTF8.GetString(bytes, 0, length).Split('\0') is [_, var name, var password] ? (name, password) : null;
    }

    private static string Prove(ImapTalk talk, string name, string password)
    {
        talk.Account = talk.Post.LogIn(name, password);
        return talk.Account is null ? Refused : $"OK [CAPABILITY {Capabilities(talk)}] Welcome";
    }
}
