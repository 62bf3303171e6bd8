using System.Buffers.Text;
using System.Text;

namespace MailNode.Transport.Wire;

/// <summary>
/// One connection's part of a <see cref="Transcript"/>, and the one place where is decided what is shown. From a login command until
/// the server has decided about it, nothing that we say is; what was said then stays hidden when the server repeats it.
/// </summary>
internal sealed class Conversation(Transcript transcript, MailServer server, int number)
{
    /// <summary>What is kept of one of our lines; what is longer is a list of UIDs.</summary>
    private const int MaxLine = 8 * 1024;

    /// <summary>What is shown of a line of the server, in characters: capabilities are long.</summary>
    private const int MaxShown = 2000;

    private readonly SpokenSecrets secrets = new();
    private readonly List<byte> line = [];
    private Speech speech;
    private long block;             // bytes of a literal or of BDAT that are still to come from us
    private long body;              // bytes of a mail behind DATA so far
    private bool inBody;
    private string? login;          // the tag, or AUTH, of the login that the server has not decided about
    private bool afterLiteral;

    private enum Speech
    {
        Unknown = 0,
        Imap = 1,
        Smtp = 2,
    }

    public int Number { get; } = number;

    public MailServer Server { get; } = server;

    /// <summary>We send these bytes, which may be several lines, or a part of one.</summary>
    public void Said(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var taken = block > 0 ? TakeBlock(bytes) : TakeLine(bytes);
            bytes = bytes[taken..];
        }
    }

    /// <summary>The server has sent this line.</summary>
    public void Heard(ReadOnlySpan<byte> said)
    {
        if (speech == Speech.Unknown)
            speech = said.StartsWith("* "u8) ? Speech.Imap : SmtpLine.IsReply(said) ? Speech.Smtp : Speech.Unknown;
        if (speech == Speech.Smtp)
            HeardSmtp(said);
        else
            HeardImap(said);
    }

    private int TakeBlock(ReadOnlySpan<byte> bytes)
    {
        var taken = (int)Math.Min(block, bytes.Length);
        block -= taken;
        if (login is null)
            return taken;
        if (line.Count < MaxLine)
            line.AddRange(bytes[..Math.Min(taken, MaxLine)]);
        if (block == 0)
        {
            secrets.Add(line.ToArray());
            line.Clear();
        }
        return taken;
    }

    private int TakeLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var taken = end < 0 ? bytes.Length : end + 1;
        if (line.Count < MaxLine)
            line.AddRange(bytes[..Math.Min(taken, MaxLine)]);
        if (inBody)
            body += taken;
        if (end >= 0)
        {
            var whole = line.ToArray().AsSpan().TrimEnd("\r\n"u8);
            line.Clear();
            SaidLine(whole);
        }
        return taken;
    }

    private void SaidLine(ReadOnlySpan<byte> said)
    {
        if (inBody)
        {
            if (!said.SequenceEqual("."u8))
                return;
            inBody = false;
            Write("C", $"{{{body} bytes}}");
        }
        else if (login is not null || speech == Speech.Unknown)
        {
            secrets.Add(said);
            block = ImapLiteral(said);
            Write("C", "***");
        }
        else if (speech == Speech.Smtp)
        {
            SaidSmtp(Encoding.UTF8.GetString(said));
        }
        else
        {
            SaidImap(Encoding.UTF8.GetString(said), ImapLiteral(said));
        }
    }

    private void SaidImap(string said, long literal)
    {
        var words = said.Split(' ', 3);
        block = literal;
        if (words.Length > 1 && words[1].ToUpperInvariant() is "LOGIN" or "AUTHENTICATE")
            BeginLogin(words[0], said, words[1].Equals("LOGIN", StringComparison.OrdinalIgnoreCase) ? 2 : 3);
        else if (said.Length > 0)
            Write("C", Literals(said));
    }

    private void SaidSmtp(string said)
    {
        var words = said.Split(' ');
        if (words[0].Equals("AUTH", StringComparison.OrdinalIgnoreCase))
            BeginLogin("AUTH", said, 2);
        else
            Write("C", said);
        if (words[0].Equals("BDAT", StringComparison.OrdinalIgnoreCase) && words.Length > 1 && long.TryParse(words[1], out var length))
            block = length;
    }

    /// <summary>Shows so many words of a login, and hides the rest and what follows.</summary>
    private void BeginLogin(string tag, string said, int shown)
    {
        login = tag;
        var words = said.Split(' ');
        secrets.Add(Encoding.UTF8.GetBytes(string.Join(' ', words.Skip(shown))));
        Write("C", string.Join(' ', words.Take(shown)) + (words.Length > shown ? " ***" : ""));
    }

    private void HeardImap(ReadOnlySpan<byte> said)
    {
        var text = ServerText.Clean(said, MaxShown);
        var isPrompt = said.StartsWith("+"u8);
        var isTagged = IsTagged(text);
        var shown = afterLiteral || FetchShown.IsFetch(text) ? FetchShown.Of(said)
            : isPrompt && login is not null ? (said.Length > 2 ? "+ ***" : text)
            : isPrompt || isTagged || said.StartsWith("* "u8) ? Literals(text)
            : $"? ({said.Length} bytes)";
        Write("S", secrets.Hide(shown));
        afterLiteral = !isTagged && !isPrompt && ImapLiteral(said) > 0;
        if (isTagged)
            block = 0; // a literal that the server has refused does not come any more
        if (login is not null && text.StartsWith(login + " ", StringComparison.Ordinal))
            login = null;
    }

    private void HeardSmtp(ReadOnlySpan<byte> said)
    {
        var isReply = SmtpLine.IsReply(said);
        var asks = login is not null && said.StartsWith("334"u8);
        Write("S", asks ? "334 ***" : isReply ? secrets.Hide(ServerText.Clean(said, MaxShown)) : $"? ({said.Length} bytes)");
        if (!isReply || said is [_, _, _, (byte)'-', ..])
            return;
        if (!asks)
            login = null;
        (inBody, body) = (said.StartsWith("354"u8), 0);
    }

    private static bool IsTagged(string text)
    {
        var words = text.Split(' ', 3);
        return words.Length > 1 && words[0].All(char.IsAsciiLetterOrDigit) && words[1].ToUpperInvariant() is "OK" or "NO" or "BAD";
    }

    /// <summary>The length of the literal that a line announces, 0 where it announces none.</summary>
    private static long ImapLiteral(ReadOnlySpan<byte> line)
    {
        var open = line.LastIndexOf((byte)'{');
        return open >= 0 && line[^1] == '}' && Utf8Parser.TryParse(line[(open + 1)..], out long length, out _) && length > 0 ? length : 0;
    }

    private static string Literals(string text)
    {
        var open = text.EndsWith('}') ? text.LastIndexOf('{') : -1;
        var digits = open < 0 ? "" : text[(open + 1)..^1].TrimEnd('+');
        return digits.Length > 0 && digits.All(char.IsAsciiDigit) ? $"{text[..open]}{{{digits} bytes}}" : text;
    }

    private void Write(string who, string shown) => transcript.Write(this, $"{who}: {shown}");
}
