using System.Text;
using MailNode.Transport.Wire;

namespace MailNode.Transport.Smtp;

/// <summary>Sends lines and reads replies (RFC 5321, section 4.2). It knows no command.</summary>
internal sealed class SmtpDialog(MailStream stream, MailServer server) : IAsyncDisposable
{
    private const int MaxReplyLines = 500;

    private const int MaxReplyText = 2000;

    /// <summary>What is kept of a line: no extension, and no challenge of a login (RFC 4954, section 4), is longer.</summary>
    private const int MaxLine = 12288;

    public MailStream Stream { get; } = stream;

    public MailServer Server { get; } = server;

    public SmtpExtensions Extensions { get; set; } = SmtpExtensions.None;

    /// <summary>The server has said this (421) and takes nothing more on this connection; null until then.</summary>
    public SmtpReply? Farewell { get; private set; }

    public bool IsClosing => Farewell is not null;

    public async Task<SmtpReply> AskAsync(string line, CancellationToken c)
    {
        await SendAsync(line + "\r\n", c).ConfigureAwait(false);
        return await ReadAsync(c).ConfigureAwait(false);
    }

    public ValueTask SendAsync(string lines, CancellationToken c) => Stream.WriteAsync(Encoding.UTF8.GetBytes(lines), c);

    public async Task<SmtpReply> ReadAsync(CancellationToken c) => (await ReadLinesAsync(c).ConfigureAwait(false)).Reply;

    /// <summary>The reply, for which the server may take its time: RFC 5321 says how long, unless we are more patient anyway.</summary>
    public async Task<SmtpReply> ReadAsync(TimeSpan patience, CancellationToken c)
    {
        var usual = Stream.Patience;
        Stream.Patience = usual > patience ? usual : patience;
        var reply = await ReadAsync(c).ConfigureAwait(false);
        Stream.Patience = usual;
        return reply;
    }

    /// <summary>The reply, and its lines as they came, without their codes.</summary>
    public async Task<(SmtpReply Reply, IReadOnlyList<string> Lines)> ReadLinesAsync(CancellationToken c)
    {
        var lines = new List<string>();
        while (lines.Count < MaxReplyLines)
        {
            var line = await Stream.ReadLineAsync(c).ConfigureAwait(false);
            if (!ReadLine(line.Span, out var code, out var isLast))
                throw Stream.Break(
                    $"{Server.Host} answered \"{ServerText.Clean(line.Span)}\", which is not SMTP.", MailProblem.Garbage, null);
            var text = line.Length > 4 ? line[4..] : default;
            lines.Add(Encoding.UTF8.GetString(text.Span[..Math.Min(text.Length, MaxLine)]));
            if (isLast)
                return (Whole(code, lines), lines);
        }
        throw Stream.Break($"{Server.Host} talks without end.", MailProblem.Garbage, null);
    }

    public ValueTask DisposeAsync() => Stream.DisposeAsync();

    private SmtpReply Whole(int code, List<string> lines)
    {
        var enhanced = Enhanced(lines[0]);
        var clean = lines.Select(line => ServerText.Clean(Encoding.UTF8.GetBytes(line)));
        var text = string.Join(' ', clean.Select(line => enhanced.Length > 0 && line.StartsWith(enhanced, StringComparison.Ordinal)
            ? line[enhanced.Length..].Trim() : line));
        var reply = new SmtpReply(code, enhanced, text.Length > MaxReplyText ? text[..MaxReplyText] : text);
        if (code == 421)
            Farewell = reply;
        return reply;
    }

    private static bool ReadLine(ReadOnlySpan<byte> line, out int code, out bool isLast)
    {
        code = 0;
        isLast = line.Length < 4 || line[3] != '-';
        if (line.Length < 3 || line[..3].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        if (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-'))
            return false;
        code = ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + (line[2] - '0');
        return code is >= 200 and < 600;
    }

    /// <summary>The enhanced status code at the beginning of a text (RFC 3463), "" where there is none.</summary>
    private static string Enhanced(string text)
    {
        var word = text.Split(' ', 2)[0];
        var parts = word.Split('.');
        var isCode = parts.Length == 3 && parts[0] is "2" or "4" or "5"
            && parts.All(part => part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit));
        return isCode ? word : "";
    }
}
