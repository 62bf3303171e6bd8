using System.Collections.Frozen;
using MailNode.LoopbackMail.Imap.Commands;
using MailNode.LoopbackMail.Wire;

namespace MailNode.LoopbackMail.Imap;

/// <summary>A command on its way: what the client asked for, and whether by UID.</summary>
internal sealed record Ask(string Tag, string Verb, IReadOnlyList<Word> Words, bool ByUid)
{
    /// <summary>The text of a word, or "" where there is none.</summary>
    public string this[int at] => at < Words.Count ? Words[at].Text : "";
}

/// <summary>One client's conversation over IMAP (RFC 3501, RFC 9051). A command gives the text of its tagged reply.</summary>
internal sealed class ImapTalk(LoopbackServer post, LineWire wire)
{
    public const string Bad = "BAD Cannot understand this";

    private static readonly FrozenDictionary<string, Func<ImapTalk, Ask, Task<string>>> Commands =
        new Dictionary<string, Func<ImapTalk, Ask, Task<string>>>(StringComparer.OrdinalIgnoreCase)
        {
            ["CAPABILITY"] = Login.CapabilityAsync, ["LOGIN"] = Login.RunAsync, ["AUTHENTICATE"] = Login.AuthenticateAsync,
            ["STARTTLS"] = Login.StartTlsAsync, ["LOGOUT"] = Login.LogoutAsync, ["ID"] = Login.IdAsync, ["ENABLE"] = Login.EnableAsync,
            ["NOOP"] = Select.NothingAsync, ["CHECK"] = Select.NothingAsync,
            ["NAMESPACE"] = List.NamespaceAsync, ["LIST"] = List.RunAsync, ["LSUB"] = List.RunAsync,
            ["CREATE"] = Folders.CreateAsync, ["DELETE"] = Folders.DeleteAsync, ["SUBSCRIBE"] = Folders.SubscribeAsync,
            ["UNSUBSCRIBE"] = Folders.SubscribeAsync, ["STATUS"] = Folders.StatusAsync,
            ["SELECT"] = Select.RunAsync, ["EXAMINE"] = Select.RunAsync, ["UNSELECT"] = Select.CloseAsync, ["CLOSE"] = Select.CloseAsync,
            ["APPEND"] = Append.RunAsync, ["FETCH"] = Fetch.RunAsync, ["SEARCH"] = Search.RunAsync, ["STORE"] = Store.RunAsync,
            ["COPY"] = Copy.RunAsync, ["MOVE"] = Copy.RunAsync, ["EXPUNGE"] = Expunge.RunAsync, ["IDLE"] = Idle.RunAsync,
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] BeforeLogin = ["CAPABILITY", "LOGIN", "AUTHENTICATE", "STARTTLS", "LOGOUT", "NOOP", "ID"];
    private static readonly string[] InFolder = ["CHECK", "UNSELECT", "CLOSE", "FETCH", "SEARCH", "STORE", "COPY", "MOVE", "EXPUNGE"];
    private static readonly string[] KnowUids = ["FETCH", "SEARCH", "STORE", "COPY", "MOVE", "EXPUNGE"];

    private bool isOver;

    public LoopbackServer Post => post;

    public LoopbackOptions Options => post.Options;

    public LineWire Wire => wire;

    public Names Names { get; } = new(post.Options);

    /// <summary>Null before the login.</summary>
    public LoopbackAccount? Account { get; set; }

    /// <summary>The account, once logged in; other commands are not let in before.</summary>
    public LoopbackAccount Owner => Account ?? throw new InvalidOperationException("Not logged in.");

    public Selection? Selected { get; set; }

    public bool IsRev2 { get; set; }

    public async Task RunAsync()
    {
        wire.SayLine($"* OK [CAPABILITY {Login.Capabilities(this)}] Loopback");
        await wire.SendAsync();
        while (!isOver && await ReadAsync() is var (line, trouble))
            await DoAsync(line, trouble);
    }

    /// <summary>This was the last reply.</summary>
    public void End() => isOver = true;

    /// <summary>Sends "+" and reads what the client answers.</summary>
    public async Task<string> PromptAsync(string text)
    {
        wire.SayLine("+ " + text);
        await wire.SendAsync();
        return await wire.ReadLineAsync() ?? throw LineWire.Cut();
    }

    /// <summary>A folder by its name on the wire, or null.</summary>
    public LoopbackFolder? Find(string wireName) => Names.FromWire(wireName) is { } name ? Owner.Find(name) : null;

    /// <summary>Tells what changed in the open folder.</summary>
    public void SayNews(bool mayRemove)
    {
        foreach (var line in Selected?.News(mayRemove) ?? [])
            wire.SayLine(line);
    }

    /// <summary>A command with its literals, and what is to go wrong with it; null when the client has gone.</summary>
    private async Task<(string Line, Misbehaviour? Trouble)?> ReadAsync()
    {
        if (await wire.ReadLineAsync() is not { } line)
            return null;
        var trouble = post.Hear("imap", line);
        var command = line;
        while (Length(line, out var waits) is { } length)
        {
            if (waits && trouble is Misbehaviour.Answer or Misbehaviour.CutOnLine)
                return (command, trouble);
            if (waits)
                wire.SayLine("+ Go on");
            await wire.SendAsync();
            var literal = System.Text.Encoding.Latin1.GetString(await wire.ReadBytesAsync(length));
            line = await wire.ReadLineAsync() ?? throw LineWire.Cut();
            command = $"{command}\r\n{literal}{line}";
        }
        return (command, trouble);
    }

    /// <summary>The length of the literal that a line announces.</summary>
    private long? Length(string line, out bool waits)
    {
        waits = !line.EndsWith("+}", StringComparison.Ordinal);
        var open = line.LastIndexOf('{');
        if (open < 0 || !line.EndsWith('}') || (!waits && !Options.LiteralPlus))
            return null;
        return long.TryParse(line[(open + 1)..^1].TrimEnd('+'), out var length) && length >= 0 ? length : null;
    }

    private async Task DoAsync(string line, Misbehaviour? trouble)
    {
        var tag = line.Split(' ', 2)[0];
        if (trouble is Misbehaviour.CutOnLine)
            throw LineWire.Cut();
        if (trouble is Misbehaviour.Answer { Reply: var reply })
        {
            wire.SayLine(reply.StartsWith('*') || reply.StartsWith('+') ? reply : $"{tag} {reply}");
            await wire.SendAsync();
            return;
        }
        wire.IsMute = trouble is not null;
        var said = await AnswerAsync(line);
        wire.SayLine($"{tag} {said}");
        await wire.SendAsync();
        wire.IsMute = false;
        if (trouble is Misbehaviour.CutAfterDoing)
            throw LineWire.Cut();
        if (said.EndsWith(Login.GoSecure, StringComparison.Ordinal))
            await wire.EncryptAsync();
    }

    private async Task<string> AnswerAsync(string line)
    {
        if (Word.Split(line) is not [var tag, var verb, .. var rest])
            return Bad;
        var byUid = verb.Is("UID") && rest.Length > 0;
        var words = rest.ToList();
        if (byUid)
        {
            verb = words[0];
            words.RemoveAt(0);
        }
        var ask = new Ask(tag.Text, verb.Text.ToUpperInvariant(), words, byUid);
        if (!Commands.TryGetValue(ask.Verb, out var command) || (byUid && !KnowUids.Contains(ask.Verb)))
            return "BAD Unknown command";
        if (Account is null && !BeforeLogin.Contains(ask.Verb))
            return "NO Log in first";
        if (Selected is null && InFolder.Contains(ask.Verb))
            return "BAD No folder is open";
        var said = await command(this, ask);
        // Sequence numbers must not change while the client uses them (RFC 9051, section 7.5.1).
        SayNews(mayRemove: byUid || ask.Verb is not ("FETCH" or "STORE" or "SEARCH"));
        return said;
    }
}
