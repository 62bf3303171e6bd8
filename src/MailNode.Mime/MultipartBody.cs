namespace MailNode.Mime;

/// <summary>Cuts the body of a multipart at its boundary (RFC 2046, 5.1).</summary>
internal sealed class MultipartBody
{
    private readonly List<Range> parts = [];

    private MultipartBody()
    {
    }

    /// <summary>Where each part lies, without the line end that belongs to the delimiter after it.</summary>
    public IReadOnlyList<Range> Parts => parts;

    /// <summary>Whether the closing delimiter was there; without it the last part reaches to the end.</summary>
    public bool IsClosed { get; private set; }

    public bool IsCut { get; private set; }

    /// <summary>One pass: each line that starts with "--" is compared once, so the boundary's length does not matter.</summary>
    public static MultipartBody Split(ReadOnlySpan<byte> body, ReadOnlySpan<byte> boundary, int maxParts)
    {
        var split = new MultipartBody();
        var partStart = -1;
        for (var line = FirstDashes(body); line >= 0; line = NextDashes(body, line))
        {
            var end = DelimiterEnd(body[line..], boundary, out var closes);
            if (end < 0)
                continue;
            if (partStart >= 0)
                split.Add(partStart, BeforeLineEnd(body, partStart, line));
            partStart = line + end;
            split.IsClosed = closes;
            split.IsCut = !closes && split.parts.Count >= maxParts;
            if (closes || split.IsCut)
                return split;
        }

        if (partStart >= 0)
            split.Add(partStart, body.Length);
        return split;
    }

    private void Add(int start, int end) => parts.Add(start..Math.Max(start, end));

    private static int FirstDashes(ReadOnlySpan<byte> body) => body.StartsWith("--"u8) ? 0 : NextDashes(body, 0);

    private static int NextDashes(ReadOnlySpan<byte> body, int from)
    {
        var next = body[from..].IndexOf("\n--"u8);
        return next < 0 ? -1 : from + next + 1;
    }

    /// <summary>The length of the delimiter line, or -1. It must match as a whole: one boundary may be the start of another.</summary>
    private static int DelimiterEnd(ReadOnlySpan<byte> text, ReadOnlySpan<byte> boundary, out bool closes)
    {
        closes = false;
        if (!text[2..].StartsWith(boundary))
            return -1;
        var at = 2 + boundary.Length;
        closes = text[at..].StartsWith("--"u8) && BlankLength(text[(at + 2)..]) >= 0;
        var rest = closes ? text[(at + 2)..] : text[at..];
        return BlankLength(rest) is >= 0 and var blank ? text.Length - rest.Length + blank : -1;
    }

    /// <summary>How far it is to the end of a line that is blank from here on; -1 if it is not.</summary>
    private static int BlankLength(ReadOnlySpan<byte> text)
    {
        var next = text.IndexOfAnyExcept(" \t\r"u8);
        return next < 0 ? text.Length : text[next] == '\n' ? next + 1 : -1;
    }

    private static int BeforeLineEnd(ReadOnlySpan<byte> body, int start, int delimiter)
    {
        var end = delimiter - 1;
        return end > start && body[end - 1] == '\r' ? end - 1 : end;
    }
}
