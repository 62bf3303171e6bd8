using System.Globalization;
using System.Text;

namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>
/// SEARCH and UID SEARCH (RFC 9051, section 6.4.4): flags, dates, sizes, sets, header fields and text; no OR, no brackets.
/// </summary>
internal static class Search
{
    private static readonly string[] DateForms = ["d-MMM-yyyy", "dd-MMM-yyyy"];

    private delegate bool Test(int number, LoopbackMessage message);

    public static Task<string> RunAsync(ImapTalk talk, Ask ask)
    {
        var words = new Queue<Word>(ask.Words);
        if (words.TryPeek(out var first) && first.Is("CHARSET"))
            (_, _) = (words.Dequeue(), words.TryDequeue(out _));
        var tests = new List<Test>();
        while (words.TryDequeue(out var key))
        {
            if (Parse(key, words, talk.Selected!) is not { } test)
                return Task.FromResult(ImapTalk.Bad);
            tests.Add(test);
        }
        var found = talk.Selected!.Known.Select((message, i) => (Number: i + 1, Message: message))
            .Where(entry => tests.TrueForAll(test => test(entry.Number, entry.Message)))
            .Select(entry => ask.ByUid ? entry.Message.Uid : (uint)entry.Number).ToArray();
        talk.Wire.SayLine(Result(talk, ask, found));
        return Task.FromResult(tests.Count > 0 ? "OK Done" : ImapTalk.Bad);
    }

    private static string Result(ImapTalk talk, Ask ask, uint[] found)
    {
        if (!talk.IsRev2)
            return found.Length > 0 ? "* SEARCH " + string.Join(' ', found) : "* SEARCH";
        var uid = ask.ByUid ? " UID" : "";
        return $"* ESEARCH (TAG \"{ask.Tag}\"){uid}" + (found.Length > 0 ? " ALL " + Numbers.Write(found) : "");
    }

    private static Test? Parse(Word key, Queue<Word> rest, Selection open)
    {
        var not = false;
        while (key.Is("NOT") && rest.TryDequeue(out var next))
            (not, key) = (!not, next);
        var test = One(key.Text.ToUpperInvariant(), rest, open);
        return test is null || !not ? test : (number, message) => !test(number, message);
    }

    private static Test? One(string key, Queue<Word> rest, Selection open) => key switch
    {
        "ALL" => (_, _) => true,
        "SEEN" or "ANSWERED" or "FLAGGED" or "DELETED" or "DRAFT" => (_, message) => message.Has("\\" + key),
        "UNSEEN" or "UNANSWERED" or "UNFLAGGED" or "UNDELETED" or "UNDRAFT" => (_, message) => !message.Has("\\" + key[2..]),
        "KEYWORD" when Next(rest) is { } flag => (_, message) => message.Has(flag),
        "UNKEYWORD" when Next(rest) is { } flag => (_, message) => !message.Has(flag),
        "UID" when Next(rest) is { } set && Numbers.Parse(set, open.LastUid) is { } uids => (_, message) => uids.Has(message.Uid),
        "SINCE" when Date(rest) is { } day => (_, message) => message.InternalDate.Date >= day,
        "BEFORE" when Date(rest) is { } day => (_, message) => message.InternalDate.Date < day,
        "ON" when Date(rest) is { } day => (_, message) => message.InternalDate.Date == day,
        "LARGER" when Next(rest) is { } size && int.TryParse(size, out var bytes) => (_, message) => message.Bytes.Length > bytes,
        "SMALLER" when Next(rest) is { } size && int.TryParse(size, out var bytes) => (_, message) => message.Bytes.Length < bytes,
        "HEADER" when Next(rest) is { } name && Next(rest) is { } text => (_, message) => HasField(message, name, text),
        "SUBJECT" or "FROM" or "TO" or "CC" when Next(rest) is { } text => (_, message) => HasField(message, key, text),
        "TEXT" or "BODY" when Next(rest) is { } text => (_, message) => message.Text.Contains(text, StringComparison.OrdinalIgnoreCase),
        _ when Numbers.Parse(key, (uint)open.Known.Count) is { } numbers => (number, _) => numbers.Has((uint)number),
        _ => null,
    };

    private static string? Next(Queue<Word> rest) => rest.TryDequeue(out var word) ? word.Text : null;

    private static DateTime? Date(Queue<Word> rest) =>
        DateTime.TryParseExact(Next(rest), DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>An empty text fits every message that has the field.</summary>
    private static bool HasField(LoopbackMessage message, string name, string text)
    {
        var value = new StringBuilder();
        var isField = false;
        foreach (var line in message.Text.Split('\n').Select(line => line.TrimEnd('\r')).TakeWhile(line => line.Length > 0))
        {
            if (line[0] is not (' ' or '\t'))
            {
                if (isField && value.ToString().Contains(text, StringComparison.OrdinalIgnoreCase))
                    return true;
                value.Clear();
                isField = line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase);
            }
            value.Append(line);
        }
        return isField && value.ToString().Contains(text, StringComparison.OrdinalIgnoreCase);
    }
}
