using MailNode.LoopbackMail.Sasl;

namespace MailNode.LoopbackMail.Smtp;

/// <summary>EHLO, STARTTLS and AUTH (RFC 5321, 3207 and 4954).</summary>
internal static class SmtpLogin
{
    /// <summary>The reply after which TLS begins.</summary>
    public const string GoSecure = "220 2.0.0 Begin TLS now";

    private static readonly string[] Plain = ["8BITMIME", "CHUNKING", "DSN", "ENHANCEDSTATUSCODES", "PIPELINING", "SMTPUTF8"];

    public static string Greet(SmtpTalk talk, string verb, string name)
    {
        if (name.Length == 0)
            return "501 5.5.4 Say who you are";
        (talk.Greeted, talk.Mail) = (name, null);
        if (verb == "HELO")
            return "250 mail.example.test";
        var options = talk.Post.Options;
        List<string> lines = ["mail.example.test", .. Plain.Where(options.Can)];
        if (options.Can("SIZE"))
            lines.Add($"SIZE {options.MaxSize}");
        if (talk.Wire.MayEncrypt && options.Can("STARTTLS"))
            lines.Add("STARTTLS");
        if (SaslTalk.Announced(options).ToArray() is { Length: > 0 } mechanisms)
            lines.Add("AUTH " + string.Join(' ', mechanisms));
        return string.Join("\r\n", lines.Select((line, i) => (i == lines.Count - 1 ? "250 " : "250-") + line));
    }

    public static async Task<string> RunAsync(SmtpTalk talk, string rest)
    {
        var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (talk.Greeted.Length == 0 || talk.Account is not null || talk.Mail is not null)
            return "503 5.5.1 Not now";
        if (words.Length == 0 || !SaslTalk.Knows(talk.Post.Options, words[0]))
            return "504 5.5.4 No such mechanism";
        var sasl = new SaslTalk(talk.Post, words.Length > 1 ? words[1] : null, talk.PromptAsync);
        talk.Account = await sasl.RunAsync(words[0]);
        if (sasl.IsBroken)
            return "501 5.5.2 Not base64";
        return talk.Account is null ? "535 5.7.8 Name or password is wrong" : "235 2.7.0 Welcome";
    }
}
