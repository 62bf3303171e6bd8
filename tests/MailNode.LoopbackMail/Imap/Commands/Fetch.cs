using System.Globalization;
using System.Text;
using MailNode.LoopbackMail.Wire;

namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>FETCH and UID FETCH (RFC 9051, section 6.4.5) of all but ENVELOPE and BODYSTRUCTURE.</summary>
internal static class Fetch
{
    private const int SendEvery = 256 * 1024;

    public static async Task<string> RunAsync(ImapTalk talk, Ask ask)
    {
        if (ask.Words.Count != 2 || Names(ask.Words[1]) is not { } names || talk.Selected!.Pick(ask[0], ask.ByUid) is not { } picked)
            return ImapTalk.Bad;
        if (ask.ByUid && !names.Contains("UID"))
            names.Insert(0, "UID");
        var parts = names.Select(FetchedPart.Parse).ToArray();
        if (parts.Any(part => part is null))
            return ImapTalk.Bad;
        var said = 0;
        foreach (var (number, message) in picked)
        {
            said += Say(talk, number, message, parts!);
            if (said < SendEvery)
                continue;
            await talk.Wire.SendAsync();
            said = 0;
        }
        return "OK Done";
    }

    private static List<string>? Names(Word asked)
    {
        var names = asked.List?.Select(word => word.Text).ToList() ?? [asked.Text];
        if (names is [var macro] && macro.ToUpperInvariant() is "FAST" or "ALL" or "FULL")
            return macro.Equals("FAST", StringComparison.OrdinalIgnoreCase) ? ["FLAGS", "INTERNALDATE", "RFC822.SIZE"] : null;
        return names;
    }

    private static int Say(ImapTalk talk, int number, LoopbackMessage message, FetchedPart[] parts)
    {
        if (parts.Any(part => part.MarksAsRead) && !message.Has("\\Seen") && !talk.Selected!.IsReadOnly)
            message = talk.Selected.Folder.SetFlags(message.Uid, [.. message.Flags, "\\Seen"]) ?? message;
        talk.Wire.Say($"* {number} FETCH (");
        var said = 0;
        foreach (var part in parts)
        {
            if (said > 0)
                talk.Wire.Say(" ");
            said += part.Say(talk.Wire, message);
        }
        talk.Wire.SayLine(")");
        return said;
    }
}

/// <summary>One thing to tell of a message, such as FLAGS or BODY[HEADER.FIELDS (SUBJECT)]&lt;0.100&gt;.</summary>
internal sealed record FetchedPart(string Name, string? Section, int From, int Length, bool MarksAsRead)
{
    public static FetchedPart? Parse(string asked)
    {
        var name = asked.ToUpperInvariant();
        if (name is "UID" or "FLAGS" or "RFC822.SIZE" or "INTERNALDATE")
            return new FetchedPart(name, null, 0, 0, false);
        if (name is "RFC822" or "RFC822.HEADER" or "RFC822.TEXT")
            return new FetchedPart(name, name.Length > 7 ? name[7..] : "", 0, int.MaxValue, name != "RFC822.HEADER");
        var (open, close) = (name.IndexOf('[', StringComparison.Ordinal), name.LastIndexOf(']'));
        if (open < 0 || close < open || name[..open] is not ("BODY" or "BODY.PEEK"))
            return null;
        var section = name[(open + 1)..close];
        if (section is not ("" or "HEADER" or "TEXT") && !section.StartsWith("HEADER.FIELDS", StringComparison.Ordinal))
            return null;
        var (from, length) = (0, int.MaxValue);
        if (close + 1 < name.Length && !Range(name[(close + 1)..], out from, out length))
            return null;
        var shown = $"BODY[{section}]" + (close + 1 < name.Length ? $"<{from}>" : "");
        return new FetchedPart(shown, section, from, length, name[..open] == "BODY");
    }

    /// <summary>Gives about how many bytes were said.</summary>
    public int Say(LineWire wire, LoopbackMessage message)
    {
        if (Section is null)
        {
            wire.Say($"{Name} {Short(message)}");
            return 50;
        }
        var bytes = Bytes(message.Bytes, Section);
        var start = Math.Min(From, bytes.Length);
        var part = bytes[start..(start + Math.Min(Length, bytes.Length - start))];
        wire.Say($"{Name} {{{part.Length}}}\r\n");
        wire.Say(part);
        return part.Length + 50;
    }

    private string Short(LoopbackMessage message) => Name switch
    {
        "UID" => $"{message.Uid}",
        "FLAGS" => $"({string.Join(' ', message.Flags)})",
        "RFC822.SIZE" => $"{message.Bytes.Length}",
        _ => $"\"{message.InternalDate.ToString("dd-MMM-yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture).Remove(24, 1)}\"",
    };

    private static ReadOnlySpan<byte> Bytes(byte[] message, string section)
    {
        var end = HeaderEnd(message);
        return section switch
        {
            "" => message,
            "HEADER" => message.AsSpan(0, end),
            "TEXT" => message.AsSpan(end),
            _ => Encoding.Latin1.GetBytes(Fields(Encoding.Latin1.GetString(message, 0, end), section)),
        };
    }

    private static int HeaderEnd(byte[] message)
    {
        var crlf = message.AsSpan().IndexOf("\r\n\r\n"u8);
        var lf = message.AsSpan().IndexOf("\n\n"u8);
        return crlf >= 0 && (lf < 0 || crlf < lf) ? crlf + 4 : lf >= 0 ? lf + 2 : message.Length;
    }

    private static string Fields(string header, string section)
    {
        var isNot = section.StartsWith("HEADER.FIELDS.NOT", StringComparison.Ordinal);
        var open = section.IndexOf('(', StringComparison.Ordinal);
        var names = section[(open + 1)..].TrimEnd(')').Split(' ').Select(name => name.Trim('"')).ToArray();
        var kept = new StringBuilder();
        var keep = false;
        foreach (var line in header.Split('\n').Select(line => line.TrimEnd('\r')).TakeWhile(line => line.Length > 0))
        {
            if (line[0] is not (' ' or '\t'))
                keep = names.Contains(line.Split(':')[0].Trim(), StringComparer.OrdinalIgnoreCase) != isNot;
            if (keep)
                kept.Append(line).Append("\r\n");
        }
        return kept.Append("\r\n").ToString();
    }

    private static bool Range(string text, out int from, out int length)
    {
        (from, length) = (0, 0);
        var parts = text.Trim('<', '>').Split('.');
        return parts.Length == 2 && int.TryParse(parts[0], out from) && int.TryParse(parts[1], out length) && from >= 0 && length > 0;
    }
}
