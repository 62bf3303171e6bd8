using System.Text.RegularExpressions;
using MailNode.LoopbackMail;

namespace MailNode.Tests.Transport;

/// <summary>Servers that lie, forget or refuse: the client may fail, but only by a MailException, and no mail is lost.</summary>
public sealed class FaultLieTests
{
    private const string Ana = "ana@example.test";

    private static readonly Dictionary<string, Func<LoopbackAccount, Misbehaviour>> Lies = new()
    {
        ["no UIDVALIDITY"] = _ => Less("SELECT", @"\* OK \[UIDVALIDITY \d+\].*\r\n"),
        ["no UIDVALIDITY when examined"] = _ => Less("EXAMINE", @"\* OK \[UIDVALIDITY \d+\].*\r\n"),
        ["no UIDVALIDITY in a status"] = _ => Less("STATUS", @" UIDVALIDITY \d+"),
        ["UIDVALIDITY 0"] = _ => Instead("", @"UIDVALIDITY \d+", "UIDVALIDITY 0"),
        ["no UIDNEXT"] = _ => Less("", @"(\* OK \[UIDNEXT \d+\].*\r\n| UIDNEXT \d+)"),
        ["UIDNEXT 1"] = _ => Instead("", @"UIDNEXT \d+", "UIDNEXT 1"),
        ["no EXISTS"] = _ => Less("", @"\* \d+ EXISTS\r\n"),
        ["EXISTS shrinks"] = _ => Instead("FETCH", @"^", "* 0 EXISTS\r\n"),
        ["EXPUNGE during FETCH"] = _ => Instead("FETCH", @"^", "* 1 EXPUNGE\r\n"),
        ["another UIDVALIDITY with each opening"] = account => new Misbehaviour.Meanwhile("EXAMINE", () => account.Folder("INBOX").Reset()),
        ["another UIDVALIDITY before it is written to"] = account => new Misbehaviour.Meanwhile("SELECT", () => account.Folder("INBOX").Reset()),
        ["the same UID twice"] = _ => Instead("FETCH", @"UID 2\b", "UID 1"),
        ["UID 0"] = _ => Instead("FETCH", @"UID \d+", "UID 0"),
        ["no UID"] = _ => Less("FETCH", @"UID \d+ "),
        ["order reversed"] = _ => new Misbehaviour.Retell(
            "FETCH", said => Regex.Replace(said, @"UID ([12])\b", one => one.Value == "UID 1" ? "UID 2" : "UID 1")),
        ["flags of others in between"] = _ => Instead("FETCH", @"^", "* 1 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (FLAGS () MODSEQ (1))\r\n"),
        ["no answer but OK"] = _ => new Misbehaviour.Answer("FETCH", "OK Done"),
        ["some messages no longer exist"] = _ => new Misbehaviour.Answer("FETCH", "NO Some of the requested messages no longer exist."),
        ["no APPENDUID"] = _ => Less("APPEND", @"\[APPENDUID [^\]]*\] "),
        ["a wrong APPENDUID"] = _ => Instead("APPEND", @"APPENDUID \d+ \d+", "APPENDUID 1 99"),
        ["an APPENDUID that is none"] = _ => Instead("APPEND", @"APPENDUID \d+ \d+", "APPENDUID x 1:*"),
        ["APPEND is OK and not done"] = _ => new Misbehaviour.Answer("APPEND", "OK Stored"),
        ["MOVE is OK and not done"] = _ => new Misbehaviour.Answer("UID MOVE", "OK Moved"),
        ["COPY is OK and not done"] = _ => new Misbehaviour.Answer("UID COPY", "OK Copied"),
        ["COPY is OK with a COPYUID and not done"] = _ => new Misbehaviour.Answer("UID COPY", "OK [COPYUID 1700000005 1 1] Copied"),
        ["COPYUID of something else"] = _ => Instead("UID COPY", @"COPYUID (\d+) \S+ \S+\]", "COPYUID $1 7:9 1]"),
        ["no COPYUID"] = _ => Less("UID COPY", @"\[COPYUID [^\]]*\] "),
        ["MOVE fails"] = _ => new Misbehaviour.Answer("UID MOVE", "NO [SERVERBUG] Sorry"),
        ["EXPUNGE fails"] = _ => new Misbehaviour.Answer("EXPUNGE", "NO [CANNOT] Sorry"),
        ["unavailable"] = _ => new Misbehaviour.Answer("STATUS", "NO [UNAVAILABLE] Try again later"),
        ["in use"] = _ => new Misbehaviour.Answer("SELECT", "NO [INUSE] Somebody else is here"),
        ["too many connections"] = _ => new Misbehaviour.Answer("AUTHENTICATE", "NO [LIMIT] Too many connections"),
        ["full"] = _ => new Misbehaviour.Answer("APPEND", "NO [OVERQUOTA] Full"),
        ["throttled"] = _ => new Misbehaviour.Answer("", "BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds") { Spared = 5 },
        ["a folder went away"] = account => new Misbehaviour.Meanwhile("FETCH", () => account.Delete("MailNode/Archive")),
        ["a message went away"] = account => new Misbehaviour.Meanwhile("FETCH", () => account.Folder("INBOX").Remove(2)),
    };

    public static TheoryData<string, bool> Names
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var name in Lies.Keys)
            {
                data.Add(name, true);
                data.Add(name, false);
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task No_mail_is_lost_by_a_lie(string name, bool isModern)
    {
        var modern = new LoopbackOptions();
        var old = modern.Without("MOVE", "CONDSTORE", "QRESYNC", "ESEARCH", "LITERAL+", "SASL-IR");
        await using var post = await LoopbackServer.StartAsync(isModern ? modern : old);
        var account = post.AddAccount(Ana, "secret");
        post.Deliver(Ana, FaultSession.Kept);
        post.Deliver(Ana, FaultSession.Deleted);
        post.Misbehave = [Lies[name](account)];

        var session = FaultSession.ImapAsync(FaultSession.Address(post.ImapPort, Ana), TimeProvider.System, looksInside: false);
        await FaultSession.EndsAsync(session, name);

        var kept = account.Folders.SelectMany(folder => folder.Messages).Where(one => one.Text.Contains("body of kept", StringComparison.Ordinal));
        Assert.Contains(kept, one => !one.Flags.Contains("\\Deleted"));
    }

    private static Misbehaviour.Retell Less(string command, string pattern) => Instead(command, pattern, "");

    private static Misbehaviour.Retell Instead(string command, string pattern, string replacement) =>
        new(command, said => Regex.Replace(said, pattern, replacement));
}
