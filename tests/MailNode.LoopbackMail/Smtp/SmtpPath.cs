using System.Text;

namespace MailNode.LoopbackMail.Smtp;

/// <summary>What follows MAIL or RCPT: an address between angle brackets, and options (RFC 5321, section 4.1.2).</summary>
internal sealed record SmtpPath(string Address, IReadOnlyList<string> Options)
{
    /// <summary>Null when it cannot be understood.</summary>
    public static SmtpPath? Parse(string rest, string begin)
    {
        var end = rest.LastIndexOf('>');
        var after = rest.StartsWith(begin, StringComparison.OrdinalIgnoreCase) ? rest[begin.Length..].TrimStart() : "";
        if (end < 0 || !after.StartsWith('<'))
            return null;
        var address = after[1..after.LastIndexOf('>')];
        var colon = address.StartsWith('@') ? address.IndexOf(':', StringComparison.Ordinal) : -1; // an old route means nothing
        return new SmtpPath(Utf8(address[(colon + 1)..]), rest[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    public bool IsAscii => Address.All(char.IsAscii);

    /// <summary>The line was read a byte a character.</summary>
    private static string Utf8(string text) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text));
}
