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
    private const long MaxChatter = 64L << 20;

    private const int SmallLiterals = 64 * 1024;

    private int commands;
    private bool busy;

    public MailStream Stream { get; } = stream;

    public MailServer Server { get; } = server;

    public ImapCapabilities Capabilities { get; set; } = ImapCapabilities.None;

    /// <summary>The folder that is open, null when none is.</summary>
    public ImapSelection? Selected { get; set; }

    /// <summary>Runs a command to its end. What <paramref name="take"/> does not want (false) is observed here.</summary>
    public async Task<ImapStatus> RunAsync(
        ImapCommand command, CancellationToken c, Func<ImapResponse, bool>? take = null, long keep = SmallLiterals)
    {
        var tag = Begin();
        if (await SendAsync(tag, command, c).ConfigureAwait(false) is { } early)
            return Finish(early);
        return await ReadToEndAsync(tag, take, keep, c).ConfigureAwait(false);
    }

    /// <summary>Marks the beginning of a command and gives its tag.</summary>
    public string Begin()
    {
        if (busy)
            throw Stream.Break($"A task with {Server.Host} was interrupted; a new connection is needed.", MailProblem.ConnectionLost, null);
        busy = true;
        return string.Create(CultureInfo.InvariantCulture, $"A{++commands}");
    }

    /// <summary>Reads until the command is over.</summary>
    public async Task<ImapStatus> ReadToEndAsync(string tag, Func<ImapResponse, bool>? take, long keep, CancellationToken c)
    {
        for (long chatter = 0; chatter <= MaxChatter;)
        {
            var response = await ImapReader.ReadAsync(Stream, keep, c).ConfigureAwait(false);
            switch (response.Kind)
            {
                case ImapResponseKind.Tagged:
                    return Finish(Ending(tag, response));
                case ImapResponseKind.Untagged:
                    Observe(response);
                    if (take is null || !take(response))
                        chatter += Weight(response);
                    break;
                default:
                    chatter += Weight(response); // a prompt that nobody waits for
                    break;
            }
        }
        throw Stream.Break($"{Server.Host} talks without end.", MailProblem.Garbage, null);
    }

    /// <summary>Reads until the server asks us to go on (null), or the command ends before that.</summary>
    public async Task<ImapStatus?> ReadPromptAsync(string tag, CancellationToken c)
    {
        for (long chatter = 0; chatter <= MaxChatter;)
        {
            var response = await ImapReader.ReadAsync(Stream, SmallLiterals, c).ConfigureAwait(false);
            if (response.Kind == ImapResponseKind.Continuation)
                return null;
            if (response.Kind == ImapResponseKind.Tagged)
                return Ending(tag, response);
            Observe(response);
            chatter += Weight(response);
        }
        throw Stream.Break($"{Server.Host} talks without end.", MailProblem.Garbage, null);
    }

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

    private static int Weight(ImapResponse response) =>
        response.Text.Length + (int)Math.Min(response.Literals.Sum(literal => literal.Announced), ImapReader.MaxSkipped) + 16;

    private ImapStatus Ending(string tag, ImapResponse response)
    {
        var text = response.Text;
        var space = text.IndexOf((byte)' ');
        if (space > 0 && Ascii.Equals(text[..space], tag) && ImapStatus.Parse(text[(space + 1)..]) is { } status)
            return status;
        throw Stream.Break($"{Server.Host} answered something else than it was asked.", MailProblem.Garbage, null);
    }

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
            if (!eager && await ReadPromptAsync(tag, c).ConfigureAwait(false) is { } refused)
                return refused;
            await Stream.WriteAsync(bytes, c).ConfigureAwait(false);
        }
        await SendLineAsync(line.ToString(), c).ConfigureAwait(false);
        return null;
    }
}
