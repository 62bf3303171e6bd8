using System.Globalization;
using MailNode.LoopbackMail.Wire;

namespace MailNode.LoopbackMail.Imap.Fetching;

/// <summary>One thing to tell of a message, such as FLAGS or BODY[HEADER.FIELDS (SUBJECT)]&lt;0.100&gt;.</summary>
internal sealed record FetchedPart(string Name, Section? Section, int From, int Length, bool MarksAsRead)
{
    private static readonly string[] Plain =
        ["UID", "FLAGS", "RFC822.SIZE", "INTERNALDATE", "MODSEQ", "ENVELOPE", "BODY", "BODYSTRUCTURE"];

    public static FetchedPart? Parse(string asked)
    {
        var name = asked.ToUpperInvariant();
        if (Plain.Contains(name))
            return new FetchedPart(name, null, 0, 0, false);
        if (name is "RFC822" or "RFC822.HEADER" or "RFC822.TEXT")
            return new FetchedPart(name, Section.Parse(name.Length > 7 ? name[7..] : ""), 0, int.MaxValue, name != "RFC822.HEADER");
        var (open, close) = (name.IndexOf('[', StringComparison.Ordinal), name.LastIndexOf(']'));
        if (open < 0 || close < open || name[..open] is not ("BODY" or "BODY.PEEK") || Section.Parse(name[(open + 1)..close]) is not { } section)
            return null;
        var (from, length) = (0, int.MaxValue);
        if (close + 1 < name.Length && !Range(name[(close + 1)..], out from, out length))
            return null;
        var shown = $"BODY[{section.Shown}]" + (close + 1 < name.Length ? $"<{from}>" : "");
        return new FetchedPart(shown, section, from, length, name[..open] == "BODY");
    }

    /// <summary>Gives about how many bytes were said.</summary>
    public int Say(LineWire wire, LoopbackMessage message, MessagePart whole)
    {
        if (Section is null)
        {
            var text = Short(message, whole);
            wire.Say($"{Name} {text}");
            return Name.Length + text.Length;
        }
        if (Section.Bytes(whole) is not { } bytes)
        {
            wire.Say($"{Name} NIL");
            return Name.Length;
        }
        var start = Math.Min(From, bytes.Length);
        var part = bytes.Slice(start, Math.Min(Length, bytes.Length - start));
        wire.Say($"{Name} {{{part.Length}}}\r\n");
        wire.Say(part.Span);
        return part.Length + Name.Length;
    }

    private string Short(LoopbackMessage message, MessagePart whole) => Name switch
    {
        "UID" => $"{message.Uid}",
        "FLAGS" => $"({string.Join(' ', message.Flags)})",
        "RFC822.SIZE" => $"{message.Bytes.Length}",
        "MODSEQ" => $"({message.ModSeq})",
        "ENVELOPE" => Envelope.Write(whole.Header),
        "BODY" => BodyStructure.Write(whole, isLong: false),
        "BODYSTRUCTURE" => BodyStructure.Write(whole, isLong: true),
        _ => $"\"{message.InternalDate.ToString("dd-MMM-yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture).Remove(24, 1)}\"",
    };

    private static bool Range(string text, out int from, out int length)
    {
        (from, length) = (0, 0);
        var parts = text.Trim('<', '>').Split('.');
        return parts.Length == 2 && int.TryParse(parts[0], out from) && int.TryParse(parts[1], out length) && from >= 0 && length > 0;
    }
}
