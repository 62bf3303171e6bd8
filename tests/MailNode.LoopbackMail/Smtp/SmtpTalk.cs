using MailNode.LoopbackMail.Wire;

namespace MailNode.LoopbackMail.Smtp;

/// <summary>One client's conversation over SMTP (RFC 5321): an account's submission server and its neighbour's server in one.</summary>
internal sealed class SmtpTalk(LoopbackServer post, LineWire wire)
{
    private bool isOver;

    public LoopbackServer Post => post;

    public LineWire Wire => wire;

    public string Greeted { get; set; } = "";

    public LoopbackAccount? Account { get; set; }

    /// <summary>Null while no mail is under way.</summary>
    public SmtpMail? Mail { get; set; }

    public async Task RunAsync()
    {
        wire.SayLine("220 mail.example.test ESMTP Loopback");
        await wire.SendAsync();
        while (!isOver && await wire.ReadLineAsync() is { } line)
            await AnswerAsync(line, () => DoAsync(line));
    }

    /// <summary>Hears a line, does what it asks for, and replies, unless something is to go wrong.</summary>
    public async Task AnswerAsync(string line, Func<Task<string>> act)
    {
        var trouble = post.Hear("smtp", line);
        if (trouble is Misbehaviour.CutOnLine)
            throw LineWire.Cut();
        if (trouble is Misbehaviour.Answer { Reply: var said })
        {
            wire.SayLine(said);
            await wire.SendAsync();
            return;
        }
        var reply = await act();
        if (trouble is Misbehaviour.CutAfterDoing)
            throw LineWire.Cut();
        if (trouble is Misbehaviour.Swallow || reply.Length == 0)
            return;
        wire.SayLine(reply);
        await wire.SendAsync();
        if (reply == SmtpLogin.GoSecure)
            await BeginAnewAsync();
    }

    /// <summary>Sends a challenge and reads the answer to it.</summary>
    public async Task<string> PromptAsync(string text)
    {
        wire.SayLine("334 " + text);
        await wire.SendAsync();
        return await wire.ReadLineAsync() ?? throw LineWire.Cut();
    }

    private async Task<string> DoAsync(string line)
    {
        var (verb, rest) = line.Split(' ', 2) is [var first, var second] ? (first, second) : (line, "");
        switch (verb.ToUpperInvariant())
        {
            case "EHLO" or "HELO":
                return SmtpLogin.Greet(this, verb.ToUpperInvariant(), rest);
            case "STARTTLS":
                return wire.MayEncrypt ? SmtpLogin.GoSecure : "502 5.5.1 No TLS here";
            case "AUTH":
                return await SmtpLogin.RunAsync(this, rest);
            case "MAIL":
                return SmtpMail.Begin(this, rest);
            case "RCPT":
                return SmtpMail.Address(this, rest);
            case "DATA":
                return await SmtpMail.TakeAsync(this);
            case "RSET":
                Mail = null;
                return "250 2.0.0 Forgotten";
            case "NOOP":
                return "250 2.0.0 Done";
            case "QUIT":
                isOver = true;
                return "221 2.0.0 See you";
            default:
                return "500 5.5.2 Unknown command";
        }
    }

    private async Task BeginAnewAsync()
    {
        (Greeted, Mail, Account) = ("", null, null);
        await wire.EncryptAsync();
    }
}
