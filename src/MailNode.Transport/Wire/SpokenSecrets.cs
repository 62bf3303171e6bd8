using System.Text;
using System.Text.RegularExpressions;

namespace MailNode.Transport.Wire;

/// <summary>Remembers what was said in a login, whole, decoded and encoded, so that it is hidden wherever a server repeats it.</summary>
internal sealed partial class SpokenSecrets
{
    /// <summary>Shorter words are in every text; what is so short hides nothing either.</summary>
    private const int Shortest = 4;

    private const int MaxWords = 200;

    /// <summary>What stands between the fields of a SASL message (RFC 4616, RFC 7628). A password holds neither.</summary>
    private static readonly char[] BetweenFields = ['\0', '\x01'];

    private static readonly char[] Between = [' ', '"', '\\', ',', '=', '\r', '\n'];

    private readonly HashSet<string> words = [];

    public void Add(ReadOnlySpan<byte> said)
    {
        var text = Encoding.UTF8.GetString(said);
        foreach (Match quoted in Quoted().Matches(text))
            AddWords(Escape().Replace(quoted.Groups[1].Value, "$1"));
        AddWords(text);
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var decoded = new byte[word.Length];
            if (Convert.TryFromBase64String(word, decoded, out var length) && length > 0)
                AddWords(Encoding.UTF8.GetString(decoded, 0, length));
        }
    }

    /// <summary>The text with all that was said hidden.</summary>
    public string Hide(string text) =>
        words.OrderByDescending(word => word.Length).Aggregate(text, (shown, word) => shown.Replace(word, "***", StringComparison.OrdinalIgnoreCase));

    private void AddWords(string text)
    {
        // A whole field first: a password such as a=b,c-d=e falls into pieces that are all too short.
        var fields = text.Split(BetweenFields).Select(field => field.Trim()).ToArray();
        foreach (var word in fields.Append(text.Trim()).Concat(fields.SelectMany(field => field.Split(Between))).Where(word => word.Length >= Shortest))
        {
            if (words.Count >= MaxWords)
                return;
            words.Add(word);
            words.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes(word)).TrimEnd('='));
        }
    }

    /// <summary>A quoted string of IMAP (RFC 9051, section 4.3).</summary>
    [GeneratedRegex(@"""((?:[^""\\]|\\.)*)""", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\\(.)", RegexOptions.NonBacktracking)]
    private static partial Regex Escape();
}
