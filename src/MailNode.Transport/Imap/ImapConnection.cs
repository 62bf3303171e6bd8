using System.Globalization;
using System.Text;
using MailNode.Transport.Wire;

namespace MailNode.Transport.Imap;

/// <summary>
/// Sends commands and reads responses, and keeps what the server says unasked: capabilities, the size of the selected
/// folder, goodbye. It knows no command. One interrupted in the middle of a command can never be used again.
/// </summary>
internal sealed class ImapConnection(MailStream stream, MailServer server) : IAsyncDisposable
{
    /// <summary>Unasked chatter that is tolerated during one command, in bytes.</summary>
    public const long MaxChatter = 64L << 20;

    private const int SmallLiterals = 64 * 1024;

    private int commands;
    private bool busy;

    public MailStream Stream { get; } = stream;

    public MailServer Server { get; } = server;

    public ImapCapabilities Capabilities { get; set; } = ImapCapabilities.None;

    /// <summary>The folder that is open, null when none is.</summary>
    public ImapSelection? Selected { get; set; }

    /// <summary>Reads what is still due for commands that were sent ahead; null when nothing is. No other command may be sent before.</summary>
    public Func<CancellationToken, ValueTask>? Unsettled { get; set; }

    /// <summary>Reads what is due for commands that were sent ahead, so that another one can be sent.</summary>
    public ValueTask SettleAsync(CancellationToken c) => Unsettled is { } collect ? collect(c) : ValueTask.CompletedTask;

    /// <summary>Runs a command to its end. What <paramref name="take"/> does not want (false) is observed here.</summary>
    public async Task<ImapStatus> RunAsync(
        ImapCommand command, CancellationToken c, Func<ImapResponse, bool>? take = null, long keep = SmallLiterals)
    {
        await SettleAsync(c).ConfigureAwait(false);
        var tag = Begin();
        if (await SendAsync(tag, command, c).ConfigureAwait(false) is { } early)
            return Finish(early);
        return await ReadToEndAsync(tag, take, keep, c).ConfigureAwait(false);
    }

    /// <summary>Marks the beginning of a command, during which no other can begin, and gives its tag.</summary>
    public string Begin()
    {
        var tag = NextTag();
        if (Unsettled is not null)
            throw new InvalidOperationException("Commands are in flight whose answers would be taken for those of this one.");
        busy = true;
        return tag;
    }

    /// <summary>A tag for a command that is sent ahead, while others are in flight.</summary>
    public string NextTag()
    {
        if (busy)
            throw Stream.Break($"A task with {Server.Host} was interrupted; a new connection is needed.", MailProblem.ConnectionLost, null);
        return string.Create(CultureInfo.InvariantCulture, $"A{++commands}");
    }

    /// <summary>Reads until the command is over.</summary>
    public async Task<ImapStatus> ReadToEndAsync(string tag, Func<ImapResponse, bool>? take, long keep, CancellationToken c)
    {
        for (long chatter = 0; chatter <= MaxChatter;)
        {
            var response = await ImapReader.ReadAsync(Stream, keep, c).ConfigureAwait(false);
            if (response.Kind == ImapResponseKind.Tagged)
                return Finish(Ending(tag, response));
            if (response.Kind == ImapResponseKind.Continuation)
                throw LostItsWay();
            Observe(response);
            if (take is null || !take(response))
                chatter += response.Weight;
        }
        throw Endless();
    }

    /// <summary>Reads until the server asks us to go on (no end; with what it says to that), or the command ends before that.</summary>
    public async Task<(ImapStatus? End, string Prompt)> ReadPromptAsync(string tag, CancellationToken c)
    {
        for (long chatter = 0; chatter <= MaxChatter;)
        {
            var response = await ImapReader.ReadAsync(Stream, SmallLiterals, c).ConfigureAwait(false);
            if (response.Kind == ImapResponseKind.Continuation)
                return (null, Encoding.UTF8.GetString(response.Prompt));
            if (response.Kind == ImapResponseKind.Tagged)
                return (Ending(tag, response), "");
            Observe(response);
            chatter += response.Weight;
        }
        throw Endless();
    }

    /// <summary>The end of the command with this tag; null when the response ends another one, or none.</summary>
    public static ImapStatus? EndOf(string tag, ImapResponse response)
    {
        var text = response.Text;
        var space = text.IndexOf((byte)' ');
        return space > 0 && Ascii.Equals(text[..space], tag) ? ImapStatus.Parse(text[(space + 1)..]) : null;
    }

    /// <summary>An answer came that nothing we sent explains: from here on nobody knows which answer belongs to what.</summary>
    public MailException LostItsWay() => Stream.Break($"{Server.Host} answered something else than it was asked.", MailProblem.Garbage, null);

    /// <summary>A message does not end where the server said.</summary>
    public MailException LostCount() => Stream.Break($"{Server.Host} lost count in the middle of a message.", MailProblem.Garbage, null);

    /// <summary>The server says more beside the point than <see cref="MaxChatter"/>.</summary>
    public MailException Endless() => Stream.Break($"{Server.Host} talks without end.", MailProblem.Garbage, null);

    /// <summary>Ends a command whose last word has been read.</summary>
    public ImapStatus Finish(ImapStatus status)
    {
        busy = false;
        if (status.Code == "CAPABILITY")
            Capabilities = new ImapCapabilities(status.Arguments);
        return status;
    }

    /// <summary>Sends text as it is, with a line end.</summary>
    public ValueTask SendLineAsync(string line, CancellationToken c) => Stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), c);

    /// <summary>Keeps what an untagged response says about the connection and the open folder.</summary>
    public void Observe(ImapResponse response)
    {
        var line = response.Untagged();
        if (line.Number(out var number))
        {
            line.Space();
            if (line.Word("EXISTS"))
                Selected?.Exists(number);
            else if (line.Word("EXPUNGE"))
                Selected?.Expunged();
        }
        else if (line.Word("VANISHED"))
        {
            Selected?.Vanished();
        }
        else if (line.Word("CAPABILITY"))
        {
            Capabilities = new ImapCapabilities(Encoding.ASCII.GetString(line.Rest));
        }
        else if (ImapStatus.Parse(line.Rest) is { } status)
        {
            Observe(status);
        }
    }

    public ValueTask DisposeAsync() => Stream.DisposeAsync();

    private void Observe(ImapStatus status)
    {
        if (status.Condition == ImapCondition.Bye)
            Stream.LastWords = status.Text;
        else if (status.Code == "CAPABILITY")
            Capabilities = new ImapCapabilities(status.Arguments);
        else if (Selected is { } folder && ulong.TryParse(status.Arguments, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            folder.Learn(status.Code, number);
    }

    private ImapStatus Ending(string tag, ImapResponse response) => EndOf(tag, response) ?? throw LostItsWay();

    private async Task<ImapStatus?> SendAsync(string tag, ImapCommand command, CancellationToken c)
    {
        var line = new StringBuilder(tag).Append(' ');
        foreach (var (text, literal) in command.Parts)
        {
            line.Append(text);
            if (literal is not { } bytes)
                break;
            var eager = bytes.Length <= Capabilities.EagerLiteral;
            line.Append('{').Append(bytes.Length).Append(eager ? "+}" : "}");
            await SendLineAsync(line.ToString(), c).ConfigureAwait(false);
            line.Clear();
            if (!eager && (await ReadPromptAsync(tag, c).ConfigureAwait(false)).End is { } refused)
                return refused;
            await Stream.WriteAsync(bytes, c).ConfigureAwait(false);
        }
        await SendLineAsync(line.ToString(), c).ConfigureAwait(false);
        return null;
    }
}
