using MailNode.LoopbackMail.Imap.Commands;
using MailNode.LoopbackMail.Wire;

namespace MailNode.LoopbackMail.Imap;

/// <summary>One client's conversation over IMAP (RFC 3501, RFC 9051). A command gives the text of its tagged reply.</summary>
internal sealed class ImapTalk(LoopbackServer post, LineWire wire)
{
    public const string Bad = "BAD Cannot understand this";

    /// <summary>What LITERAL- takes without being asked (RFC 7888, section 5).</summary>
    private const int SmallLiteral = 4096;

    private readonly HashSet<string> enabled = new(StringComparer.OrdinalIgnoreCase);
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

    public bool IsRev2 => enabled.Contains("IMAP4rev2");

    /// <summary>The client wants to hear of MODSEQ (RFC 7162, section 3.1.8).</summary>
    public bool KnowsModSeq => enabled.Contains("CONDSTORE");

    /// <summary>The client wants UIDs of what is gone, not numbers (RFC 7162, section 3.2.10).</summary>
    public bool WantsVanished => enabled.Contains("QRESYNC");

    public async Task RunAsync()
    {
        var trouble = post.Meet("imap");
        wire.Trouble = trouble;
        wire.SayLine(trouble?.Instead ?? $"* OK [CAPABILITY {Capability.List(this)}] Loopback");
        await wire.SendAsync();
        wire.Trouble = null;
        isOver = trouble is { CutsBefore: true } or { CutsAfter: true };
        while (!isOver && await ReadAsync() is var (line, next))
            await DoAsync(line, next);
    }

    /// <summary>This was the last reply.</summary>
    public void End() => isOver = true;

    public bool Can(string capability) => Options.Can(capability);

    /// <summary>Turns an extension on; QRESYNC turns on CONDSTORE too.</summary>
    public void Enable(string extension)
    {
        enabled.Add(extension);
        if (extension == "QRESYNC")
            enabled.Add("CONDSTORE");
        Names.AreUtf8 = IsRev2;
    }

    /// <summary>Sends "+" and reads what the client answers.</summary>
    public async Task<string> PromptAsync(string text)
    {
        wire.SayLine("+ " + text);
        await wire.SendAsync();
        return await wire.ReadLineAsync() ?? throw LineWire.Cut();
    }

    /// <summary>A folder by its name on the wire, or null.</summary>
    public LoopbackFolder? Find(string wireName) => Names.FromWire(wireName) is { } name ? Owner.Find(name) : null;

    /// <summary>What a client is told of a message whose flags changed.</summary>
    public string Flags(int number, LoopbackMessage message) =>
        $"* {number} FETCH (UID {message.Uid} FLAGS ({string.Join(' ', message.Flags)}){(KnowsModSeq ? $" MODSEQ ({message.ModSeq})" : "")})";

    /// <summary>Tells what changed in the open folder.</summary>
    public void SayNews(bool mayRemove)
    {
        foreach (var line in Selected?.News(this, mayRemove) ?? [])
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
            if (waits && trouble?.Instead is not null)
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
        if (open < 0 || !line.EndsWith('}') || !long.TryParse(line[(open + 1)..^1].TrimEnd('+'), out var length) || length < 0)
            return null;
        var may = waits || Can("LITERAL+") || (Can("LITERAL-") && length <= SmallLiteral);
        return may ? length : null;
    }

    private async Task DoAsync(string line, Misbehaviour? trouble)
    {
        var tag = line.Split(' ', 2)[0];
        trouble?.Happen();
        if (trouble?.Instead is { } reply)
        {
            if (reply.Length > 0)
                wire.SayLine(reply.StartsWith('*') || reply.StartsWith('+') ? reply : $"{tag} {reply}");
            await wire.SendAsync();
            if (trouble.CutsBefore)
                throw LineWire.Cut();
            return;
        }
        wire.Trouble = trouble;
        var said = await AnswerAsync(line);
        wire.SayLine($"{tag} {said}");
        await wire.SendAsync();
        wire.Trouble = null;
        if (trouble is { CutsAfter: true })
            throw LineWire.Cut();
        if (said.EndsWith(Login.GoSecure, StringComparison.Ordinal))
            await wire.EncryptAsync();
        if (said.EndsWith(Compress.GoSmall, StringComparison.Ordinal))
            wire.Compress();
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
        if (!Command.All.TryGetValue(ask.Verb, out var command) || (byUid && !command.KnowsUids) || !(command.Needs.Length == 0 || Can(command.Needs)))
            return "BAD Unknown command";
        if (Account is null && command.Stage > Stage.Any)
            return "NO Log in first";
        if (Selected is null && command.Stage == Stage.InFolder)
            return "BAD No folder is open";
        var said = await command.RunAsync(this, ask);
        // Sequence numbers must not change while the client uses them (RFC 9051, section 7.5.1).
        SayNews(mayRemove: byUid || ask.Verb is not ("FETCH" or "STORE" or "SEARCH"));
        return said;
    }
}
