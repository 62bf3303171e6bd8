using System.Text;

namespace MailNode.LoopbackMail.Imap.Fetching;

/// <summary>A message or a part of one, with what lies in it (RFC 2046).</summary>
internal sealed class MessagePart
{
    private const int MaxDepth = 20;
    private const int MaxParts = 1000;

    private readonly int depth;
    private readonly string usualType;

    public MessagePart(ReadOnlyMemory<byte> bytes)
        : this(bytes, 0, "text/plain")
    {
    }

    private MessagePart(ReadOnlyMemory<byte> bytes, int depth, string usualType)
    {
        (Bytes, this.depth, this.usualType) = (bytes, depth, usualType);
        var end = HeaderEnd(bytes.Span);
        (Header, Body) = (new HeaderText(bytes[..end]), bytes[end..]);
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    public HeaderText Header { get; }

    public ReadOnlyMemory<byte> Body { get; }

    public FieldValue Type => field ??= FieldValue.Parse(
        Header["Content-Type"] is { } said && said.Contains('/', StringComparison.Ordinal) ? said : usualType);

    public IReadOnlyList<MessagePart> Children => field ??= FindChildren();

    /// <summary>The message in a message/rfc822; null in anything else.</summary>
    public MessagePart? Enclosed => field ??=
        Type.Is("message/rfc822") && depth < MaxDepth ? new MessagePart(Body, depth + 1, "text/plain") : null;

    /// <summary>The part with these numbers; null where there is none.</summary>
    public MessagePart? Find(IReadOnlyList<int> path)
    {
        var part = this;
        for (var i = 0; i < path.Count && part is not null; i++)
        {
            var message = i == 0 ? part : part.Enclosed ?? part;
            var mayBeItself = path[i] == 1 && (i == 0 || part.Enclosed is not null);
            part = message.Children.Count > 0 ? message.Children.ElementAtOrDefault(path[i] - 1) : mayBeItself ? message : null;
        }
        return part;
    }

    private MessagePart[] FindChildren()
    {
        if (!Type.Name.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) || depth >= MaxDepth
            || Type.Parameter("boundary") is not { Length: > 0 } boundary)
            return [];
        var usual = Type.Is("multipart/digest") ? "message/rfc822" : "text/plain";
        var parts = Split(Body, Encoding.Latin1.GetBytes("--" + boundary)).Take(MaxParts);
        return [.. parts.Select(bytes => new MessagePart(bytes, depth + 1, usual))];
    }

    /// <summary>What lies between the lines that begin with the delimiter; the line end before it belongs to it.</summary>
    private static List<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> body, byte[] delimiter)
    {
        var parts = new List<ReadOnlyMemory<byte>>();
        var begin = -1;
        for (var line = 0; line < body.Length;)
        {
            var length = body.Span[line..].IndexOf((byte)'\n') + 1;
            var next = length == 0 ? body.Length : line + length;
            if (body.Span[line..].StartsWith(delimiter) && IsEnd(body.Span[(line + delimiter.Length)..next], out var isLast))
            {
                if (begin >= 0)
                    parts.Add(body[begin..Math.Max(begin, LineEnd(body.Span, line))]);
                begin = next;
                if (isLast)
                    return parts;
            }
            line = next;
        }
        if (begin >= 0)
            parts.Add(body[begin..]);
        return parts;
    }

    private static bool IsEnd(ReadOnlySpan<byte> rest, out bool isLast)
    {
        isLast = rest.StartsWith("--"u8);
        return rest[(isLast ? 2 : 0)..].Trim(" \t\r\n"u8).IsEmpty;
    }

    private static int LineEnd(ReadOnlySpan<byte> body, int line)
    {
        var end = line > 0 ? line - 1 : 0;
        return end > 0 && body[end - 1] == '\r' ? end - 1 : end;
    }

    private static int HeaderEnd(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("\r\n"u8) || message.StartsWith("\n"u8))
            return message[0] == '\r' ? 2 : 1;
        var (crlf, lf) = (message.IndexOf("\r\n\r\n"u8), message.IndexOf("\n\n"u8));
        return crlf >= 0 && (lf < 0 || crlf < lf) ? crlf + 4 : lf >= 0 ? lf + 2 : message.Length;
    }
}
