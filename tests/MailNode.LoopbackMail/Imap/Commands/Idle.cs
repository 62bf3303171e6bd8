using MailNode.LoopbackMail.Wire;

namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>IDLE (RFC 2177): tells at once what changes in the open folder, until the client says DONE.</summary>
internal static class Idle
{
    public static async Task<string> RunAsync(ImapTalk talk, Ask ask)
    {
        talk.Wire.SayLine("+ idling");
        var done = talk.Wire.ReadLineAsync();
        while (true)
        {
            var change = talk.Selected?.Folder.Change ?? Task.Delay(Timeout.Infinite);
            talk.SayNews(mayRemove: true);
            await talk.Wire.SendAsync();
            if (await Task.WhenAny(done, change) == done)
                break;
        }
        var line = await done ?? throw LineWire.Cut();
        talk.Post.Hear("imap", line);
        return line.Equals("DONE", StringComparison.OrdinalIgnoreCase) ? "OK Done" : ImapTalk.Bad;
    }
}
