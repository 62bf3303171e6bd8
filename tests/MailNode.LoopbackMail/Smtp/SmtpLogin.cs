using System.Text;

namespace MailNode.LoopbackMail.Smtp;

/// <summary>EHLO, STARTTLS and AUTH PLAIN or LOGIN (RFC 5321, 3207 and 4954).</summary>
internal static class SmtpLogin
{
    /// <summary>The reply after which TLS begins.</summary>
    public const string GoSecure = "220 2.0.0 Begin TLS now";

    private const string Welcome = "235 2.7.0 Welcome";
    private const string Refused = "535 5.7.8 Name or password is wrong";

    public static string Greet(SmtpTalk talk, string verb, string name)
    {
        if (name.Length == 0)
            return "501 5.5.4 Say who you are";
        (talk.Greeted, talk.Mail) = (name, null);
        if (verb == "HELO")
            return "250 mail.example.test";
        var options = talk.Post.Options;
        List<string> lines = ["mail.example.test", $"SIZE {options.MaxSize}", "8BITMIME", "ENHANCEDSTATUSCODES"];
        if (options.Pipelining)
            lines.Add("PIPELINING");
        if (talk.Wire.MayEncrypt)
            lines.Add("STARTTLS");
        lines.Add("AUTH PLAIN LOGIN");
        return string.Join("\r\n", lines.Select((line, i) => (i == lines.Count - 1 ? "250 " : "250-") + line));
    }

    public static async Task<string> RunAsync(SmtpTalk talk, string rest)
    {
        var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var initial = words.Length > 1 ? words[1] : null;
        if (talk.Greeted.Length == 0 || talk.Account is not null || talk.Mail is not null)
            return "503 5.5.1 Not now";
        switch (words.FirstOrDefault()?.ToUpperInvariant())
        {
            case "PLAIN":
                return Imap.Commands.Login.Plain(initial ?? await talk.PromptAsync("")) is var (name, password)
                    ? Prove(talk, name, password) : Refused;
            case "LOGIN":
                var user = Text(initial ?? await talk.PromptAsync("VXNlcm5hbWU6"));
                return Prove(talk, user, Text(await talk.PromptAsync("UGFzc3dvcmQ6")));
            default:
                return "504 5.5.4 No such mechanism";
        }
    }

    private static string Prove(SmtpTalk talk, string name, string password)
    {
        talk.Account = talk.Post.LogIn(name, password);
        return talk.Account is null ? Refused : Welcome;
    }

    private static string Text(string packed)
    {
        var bytes = new byte[packed.Length];
        return Convert.TryFromBase64String(packed, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }
}
