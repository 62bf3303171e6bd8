using System.Text.RegularExpressions;
using MailNode.LoopbackMail.Wire;

namespace MailNode.LoopbackMail.Smtp;

/// <summary>One client's conversation over SMTP (RFC 5321): an account's submission server and its neighbour's server in one.</summary>
internal sealed partial class SmtpTalk(LoopbackServer post, LineWire wire)
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
        await ReplyAsync(post.Meet("smtp"), () => Task.FromResult("220 mail.example.test ESMTP Loopback"));
        while (!isOver && await wire.ReadLineAsync() is { } line)
            await AnswerAsync(line, () => DoAsync(line));
    }

    /// <summary>Hears a line, does what it asks for, and replies, unless something is to go wrong.</summary>
    public Task AnswerAsync(string line, Func<Task<string>> act) => ReplyAsync(post.Hear("smtp", line), act);

    /// <summary>Sends a line in the middle of a command.</summary>
    public Task SayAsync(string line)
    {
        wire.SayLine(line);
        return wire.SendAsync();
    }

    /// <summary>Sends a challenge and reads the answer to it.</summary>
    public async Task<string> PromptAsync(string text)
    {
        await SayAsync("334 " + text);
        return await wire.ReadLineAsync() ?? throw LineWire.Cut();
    }

    private async Task ReplyAsync(Misbehaviour? trouble, Func<Task<string>> act)
    {
        trouble?.Happen();
        if (trouble?.Instead is { } said)
        {
            if (said.Length > 0)
                await SayAsync(said);
            if (trouble.CutsBefore)
                throw LineWire.Cut();
            return;
        }
        var before = wire.Trouble;
        wire.Trouble = trouble ?? before;
        var reply = await act();
        if (reply.Length > 0)
            await SayAsync(post.Options.Can("ENHANCEDSTATUSCODES") ? reply : EnhancedCode.Replace(reply, "$1"));
        wire.Trouble = before;
        if (trouble is { CutsAfter: true })
            throw LineWire.Cut();
        if (reply == SmtpLogin.GoSecure)
            await BeginAnewAsync();
    }

    private async Task<string> DoAsync(string line)
    {
        var (verb, rest) = line.Split(' ', 2) is [var first, var second] ? (first, second) : (line, "");
        switch (verb.ToUpperInvariant())
        {
            case "EHLO" or "HELO":
                return SmtpLogin.Greet(this, verb.ToUpperInvariant(), rest);
            case "STARTTLS" when post.Options.Can("STARTTLS"):
                return wire.MayEncrypt ? SmtpLogin.GoSecure : "502 5.5.1 No TLS here";
            case "AUTH":
                return await SmtpLogin.RunAsync(this, rest);
            case "MAIL":
                return SmtpMail.Begin(this, rest);
            case "RCPT":
                return SmtpMail.Address(this, rest);
            case "DATA":
                return await SmtpData.TakeAsync(this);
            case "BDAT" when post.Options.Can("CHUNKING"):
                return await SmtpData.TakeChunkAsync(this, rest);
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

    [GeneratedRegex(@"(?m)^(\d{3}[ -])\d\.\d{1,3}\.\d{1,3} ")]
    private static partial Regex EnhancedCode { get; }
}
