using System.Text;
using MailNode.Transport.Wire;

namespace MailNode.Transport.Imap;

/// <summary>How a command, or the server as a whole, fares (RFC 9051, section 7.1).</summary>
internal enum ImapCondition
{
    Ok = 0,
    No = 1,
    Bad = 2,
    Bye = 3,
    Preauth = 4,
}

/// <summary>A status response: condition, response code without brackets ("" where there is none), and text for people.</summary>
internal sealed record ImapStatus(ImapCondition Condition, string Code, string Arguments, string Text)
{
    private static readonly string[] Words = ["OK", "NO", "BAD", "BYE", "PREAUTH"];

    public bool IsOk => Condition == ImapCondition.Ok;

    public static bool IsCondition(ReadOnlySpan<byte> word) => Find(word) >= 0;

    /// <summary>Reads what follows the tag or the star; null when it is not a status.</summary>
    public static ImapStatus? Parse(ReadOnlySpan<byte> said)
    {
        var space = said.IndexOf((byte)' ');
        var condition = Find(space < 0 ? said : said[..space]);
        if (condition < 0)
            return null;
        var rest = space < 0 ? default : said[(space + 1)..];
        var close = rest.StartsWith("["u8) ? rest.IndexOf((byte)']') : -1;
        if (close < 0)
            return new ImapStatus((ImapCondition)condition, "", "", ServerText.Clean(rest));
        var code = Encoding.UTF8.GetString(rest[1..close]);
        var name = code.Split(' ', 2);
        return new ImapStatus(
            (ImapCondition)condition, name[0].ToUpperInvariant(), name.Length > 1 ? name[1] : "", ServerText.Clean(rest[(close + 1)..]));
    }

    private static int Find(ReadOnlySpan<byte> word)
    {
        for (var i = 0; i < Words.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(word, Words[i]))
                return i;
        }
        return -1;
    }
}
