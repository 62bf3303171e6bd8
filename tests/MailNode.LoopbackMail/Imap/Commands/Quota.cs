namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>GETQUOTA and GETQUOTAROOT (RFC 9208): one root for all folders of an account, in units of 1024 bytes.</summary>
internal static class Quota
{
    private const string Root = "User quota";

    public static Task<string> RunAsync(ImapTalk talk, Ask ask)
    {
        if (ask[0] != Root)
            return Task.FromResult("NO [NONEXISTENT] There is no such quota root");
        Say(talk);
        return Task.FromResult("OK Done");
    }

    public static Task<string> RootAsync(ImapTalk talk, Ask ask)
    {
        if (talk.Find(ask[0]) is not { } folder)
            return Task.FromResult(Folders.Missing);
        talk.Wire.SayLine($"* QUOTAROOT {Text.Quote(talk.Names.ToWire(folder.Name))} \"{Root}\"");
        Say(talk);
        return Task.FromResult("OK Done");
    }

    private static void Say(ImapTalk talk) =>
        talk.Wire.SayLine($"* QUOTA \"{Root}\" (STORAGE {(talk.Owner.Bytes + 1023) / 1024} {talk.Options.Quota / 1024})");
}
