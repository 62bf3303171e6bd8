using System.Globalization;

namespace MailNode.LoopbackMail.Imap.Searching;

/// <summary>Says of a message, and its sequence number, whether it is looked for.</summary>
internal delegate bool Test(int number, LoopbackMessage message);

/// <summary>Reads search keys (RFC 9051, section 6.4.4) into a test; OR, NOT and brackets as deep as is bearable.</summary>
internal sealed class SearchKeys(ImapTalk talk, Queue<Word> words)
{
    private const int MaxDepth = 50;

    private readonly Selection open = talk.Selected!;
    private Queue<Word> words = words;
    private int depth;

    /// <summary>MODSEQ was asked for, so it is told too.</summary>
    public bool AsksModSeq { get; private set; }

    /// <summary>All keys that are left; null when one of them cannot be understood.</summary>
    public Test? All()
    {
        var tests = new List<Test>();
        while (words.Count > 0)
        {
            if (One() is not { } test)
                return null;
            tests.Add(test);
        }
        return (number, message) => tests.TrueForAll(test => test(number, message));
    }

    private Test? One()
    {
        if (++depth > MaxDepth || !words.TryDequeue(out var key))
            return null;
        var test = key.List is { Count: > 0 } list ? Group(list) : Key(key.Text.ToUpperInvariant());
        depth--;
        return test;
    }

    private Test? Group(IReadOnlyList<Word> list)
    {
        var outer = words;
        words = new Queue<Word>(list);
        var test = All();
        words = outer;
        return test;
    }

    private Test? Key(string key) => key switch
    {
        "NOT" => One() is { } test ? (number, message) => !test(number, message) : null,
        "OR" => One() is { } one && One() is { } other ? (number, message) => one(number, message) || other(number, message) : null,
        "MODSEQ" => ModSeq(),
        "UID" => Next() is { } set && Numbers.Parse(set, open.LastUid) is { } uids ? (_, message) => uids.Has(message.Uid) : null,
        "KEYWORD" => Next() is { } flag ? (_, message) => message.Has(flag) : null,
        "UNKEYWORD" => Next() is { } flag ? (_, message) => !message.Has(flag) : null,
        "LARGER" => Size() is { } bytes ? (_, message) => message.Bytes.Length > bytes : null,
        "SMALLER" => Size() is { } bytes ? (_, message) => message.Bytes.Length < bytes : null,
        "HEADER" => Next() is { } name && Next() is { } text ? SearchText.Field(name, text) : null,
        "SUBJECT" or "FROM" or "TO" or "CC" or "BCC" => Next() is { } text ? SearchText.Field(key, text) : null,
        "TEXT" => Next() is { } text ? SearchText.Anywhere(text) : null,
        "BODY" => Next() is { } text ? SearchText.Body(text) : null,
        "SINCE" or "BEFORE" or "ON" or "SENTSINCE" or "SENTBEFORE" or "SENTON" => Next() is { } day ? SearchDates.Parse(key, day) : null,
        _ => Flag(key) ?? Number(key),
    };

    private static Test? Flag(string key) => key switch
    {
        "ALL" or "OLD" => (_, _) => true, // nothing is \Recent here
        "RECENT" or "NEW" => (_, _) => false,
        "SEEN" or "ANSWERED" or "FLAGGED" or "DELETED" or "DRAFT" => (_, message) => message.Has("\\" + key),
        "UNSEEN" or "UNANSWERED" or "UNFLAGGED" or "UNDELETED" or "UNDRAFT" => (_, message) => !message.Has("\\" + key[2..]),
        _ => null,
    };

    private Test? Number(string key) =>
        Numbers.Parse(key, (uint)open.Known.Count) is { } numbers ? (number, _) => numbers.Has((uint)number) : null;

    /// <summary>Perhaps with the name and kind of a flag before the number, which make no difference here.</summary>
    private Test? ModSeq()
    {
        if (!talk.Can("CONDSTORE"))
            return null;
        if (words.TryPeek(out var next) && next.IsString)
            (_, _) = (words.Dequeue(), words.TryDequeue(out _));
        AsksModSeq = true;
        talk.Enable("CONDSTORE");
        return long.TryParse(Next(), NumberStyles.None, CultureInfo.InvariantCulture, out var least) ? (_, message) => message.ModSeq >= least : null;
    }

    private string? Next() => words.TryDequeue(out var word) ? word.Text : null;

    private int? Size() => int.TryParse(Next(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;
}
