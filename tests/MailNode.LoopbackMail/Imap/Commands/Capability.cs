using MailNode.LoopbackMail.Sasl;

namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>CAPABILITY, ENABLE and ID (RFC 9051, sections 6.1.1 and 6.3.1; RFC 2971).</summary>
internal static class Capability
{
    private static readonly string[] Always =
    [
        "IMAP4rev2", "ENABLE", "ID", "UNSELECT", "CHILDREN", "SASL-IR", "MOVE", "UIDPLUS", "IDLE", "LITERAL+", "LIST-EXTENDED", "LIST-STATUS",
        "SPECIAL-USE", "NAMESPACE", "ESEARCH", "STATUS=SIZE", "CONDSTORE", "QRESYNC",
    ];

    private static readonly string[] Enabling = ["IMAP4rev2", "CONDSTORE", "QRESYNC"];

    public static string List(ImapTalk talk)
    {
        var names = Always.Where(talk.Can).Prepend("IMAP4rev1").ToList();
        if (talk.Can("LITERAL-") && !talk.Can("LITERAL+"))
            names.Add("LITERAL-");
        if (talk.Can("COMPRESS=DEFLATE") && !talk.Wire.IsCompressed)
            names.Add("COMPRESS=DEFLATE");
        if (talk.Can("QUOTA"))
            names.AddRange(["QUOTA", "QUOTA=RES-STORAGE"]);
        if (talk.Account is not null)
            return string.Join(' ', names);
        names.AddRange(SaslTalk.Announced(talk.Options).Select(name => "AUTH=" + name));
        if (talk.Can("LOGINDISABLED"))
            names.Add("LOGINDISABLED");
        if (talk.Wire.MayEncrypt && talk.Can("STARTTLS"))
            names.Add("STARTTLS");
        return string.Join(' ', names);
    }

    public static Task<string> RunAsync(ImapTalk talk, Ask ask)
    {
        talk.Wire.SayLine($"* CAPABILITY {List(talk)}");
        return Task.FromResult("OK Done");
    }

    public static Task<string> EnableAsync(ImapTalk talk, Ask ask)
    {
        var enabled = Enabling.Where(name => talk.Can(name) && ask.Words.Any(word => word.Is(name))).ToArray();
        foreach (var name in enabled)
            talk.Enable(name);
        talk.Wire.SayLine(string.Join(' ', enabled.Prepend("* ENABLED")));
        return Task.FromResult("OK Done");
    }

    public static Task<string> IdAsync(ImapTalk talk, Ask ask)
    {
        talk.Wire.SayLine("* ID (\"name\" \"Loopback\")");
        return Task.FromResult("OK Done");
    }
}
