namespace MailNode.Transport.Smtp;

/// <summary>
/// A message as it travels, read piece by piece: every line ends in CRLF, a lone CR or LF too. For DATA a dot at the beginning of
/// a line is doubled and the last line is a dot (RFC 5321, section 4.5.2). No line of the message can thus end the mail and begin
/// a command.
/// </summary>
internal sealed class SmtpBody(ReadOnlyMemory<byte> message, bool dotted)
{
    /// <summary>Most bytes that one step writes: CRLF, a dot, CRLF.</summary>
    private const int Step = 5;

    private int at;
    private bool inLine;
    private bool done;

    /// <summary>Everything has been read.</summary>
    public bool IsAtEnd => done;

    /// <summary>Fills the target as far as it goes; 0 at the end. The target must have room for a few bytes.</summary>
    public int Read(Span<byte> target)
    {
        var filled = 0;
        while (!done && target.Length - filled >= Step)
        {
            var rest = message.Span[at..];
            filled += rest.IsEmpty ? End(target[filled..]) : Take(rest, target[filled..]);
        }
        return filled;
    }

    /// <summary>Reads all of it, for its length.</summary>
    public long CountToEnd()
    {
        Span<byte> scratch = stackalloc byte[4096];
        long length = 0;
        while (Read(scratch) is > 0 and var more)
            length += more;
        return length;
    }

    private int End(Span<byte> target)
    {
        done = true;
        var text = (inLine, dotted) switch
        {
            (true, true) => "\r\n.\r\n"u8,
            (true, false) => "\r\n"u8,
            (false, true) => ".\r\n"u8,
            _ => default,
        };
        text.CopyTo(target);
        return text.Length;
    }

    /// <summary>A line, or as much of it as there is room for.</summary>
    private int Take(ReadOnlySpan<byte> rest, Span<byte> target)
    {
        var written = 0;
        if (dotted && !inLine && rest[0] == '.')
            target[written++] = (byte)'.';
        var line = rest[..Math.Min(rest.Length, target.Length - written - 2)];
        var end = line.IndexOfAny((byte)'\r', (byte)'\n');
        inLine = end < 0;
        line = inLine ? line : line[..end];
        line.CopyTo(target[written..]);
        written += line.Length;
        at += line.Length;
        if (inLine)
            return written;
        at += rest[line.Length..].StartsWith("\r\n"u8) ? 2 : 1;
        "\r\n"u8.CopyTo(target[written..]);
        return written + 2;
    }
}
