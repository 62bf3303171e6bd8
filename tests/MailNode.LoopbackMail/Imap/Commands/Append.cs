using System.Globalization;

namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>APPEND (RFC 9051, section 6.3.12), with APPENDUID where there is UIDPLUS.</summary>
internal static class Append
{
    private static readonly string[] DateForms = ["d-MMM-yyyy HH:mm:ss zzz", " d-MMM-yyyy HH:mm:ss zzz"];

    public static Task<string> RunAsync(ImapTalk talk, Ask ask) => Task.FromResult(Run(talk, ask));

    private static string Run(ImapTalk talk, Ask ask)
    {
        if (ask.Words.Count < 2 || !ask.Words[^1].IsString)
            return ImapTalk.Bad;
        if (talk.Find(ask[0]) is not { } folder)
            return "NO [TRYCREATE] There is no such folder";
        var flags = ask.ListAt(1).Select(word => word.Text).ToArray();
        var date = talk.Post.Clock.GetUtcNow();
        if (ask.Words[^2] is { IsString: true } said && ask.Words.Count > 2 && !TryDate(said.Text, out date))
            return ImapTalk.Bad;
        var bytes = ask.Words[^1].Bytes;
        if (bytes.Contains((byte)0))
            return "NO [CANNOT] A zero byte needs BINARY";
        if (talk.Owner.Bytes + bytes.Length > talk.Options.Quota)
            return "NO [OVERQUOTA] The mailbox is full";
        var message = folder.Add(bytes, flags, date);
        return talk.Can("UIDPLUS") ? $"OK [APPENDUID {folder.UidValidity} {message.Uid}] Stored" : "OK Stored";
    }

    private static bool TryDate(string text, out DateTimeOffset date)
    {
        var isRight = text.Length == 26 && text[^5] is '+' or '-';
        return DateTimeOffset.TryParseExact(
            isRight ? text.Insert(text.Length - 2, ":") : "", DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
    }
}
