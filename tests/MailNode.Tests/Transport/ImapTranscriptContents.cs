using System.Globalization;
using MailNode.Transport;
using MailNode.Transport.Imap;
using MailNode.Transport.Imap.Commands;

namespace MailNode.Tests.Transport;

/// <summary>What is in the transcripts of real servers, vendor by vendor, and that our commands find it there.</summary>
public sealed class ImapTranscriptContents
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("common/basic-greeting", false, "")]
    [InlineData("common/capability-greeting", false, "UNSELECT NAMESPACE AUTH=PLAIN")]
    [InlineData("common/preauth-greeting", true, "")]
    [InlineData("common/preauth-capability-greeting", true, "IMAP4rev1")]
    [InlineData("courier/greeting", false, "STARTTLS IDLE UIDPLUS NAMESPACE")]
    [InlineData("cyrus/greeting", false, "LITERAL+ ID STARTTLS AUTH=PLAIN SASL-IR")]
    [InlineData("domino/greeting", false, "")]
    [InlineData("dovecot/greeting", false, "LITERAL+ SASL-IR ENABLE IDLE AUTH=CRAM-MD5")]
    [InlineData("dovecot/greeting-preauth", true, "UIDPLUS MOVE SPECIAL-USE LIST-STATUS")]
    [InlineData("exchange/greeting", false, "")]
    [InlineData("exchange/greeting-2003", false, "")]
    [InlineData("exchange/greeting-2007", false, "")]
    [InlineData("gmail/greeting", false, "")]
    [InlineData("icloud/greeting", false, "SASL-IR AUTH=ATOKEN AUTH=XOAUTH2")]
    [InlineData("protonmail/greeting", false, "STARTTLS APPENDLIMIT")]
    [InlineData("qqmail/greeting", false, "ID AUTH=LOGIN NAMESPACE")]
    [InlineData("smartermail/greeting", false, "")]
    [InlineData("strato.de/greeting", false, "APPENDLIMIT=104857600 QUOTA SPECIAL-USE")]
    [InlineData("uw/greeting", false, "imap4rev1 LITERAL+ SASL-IR")]
    [InlineData("uw/preauth-greeting", true, "IDLE MULTIAPPEND")]
    [InlineData("yahoo/greeting", false, "AUTH=XOAUTH2 AUTH=OAUTHBEARER MOVE OBJECTID")]
    [InlineData("yandex/greeting", false, "")]
    [InlineData("zoho/greeting", false, "")]
    [InlineData("lowercase/greeting", false, "STARTTLS SPECIAL-USE")]
    public async Task Greetings_say_who_is_there(string name, bool loggedIn, string capabilities)
    {
        await using var connection = Open(name);
        var greeting = await ImapReader.ReadAsync(connection.Stream, 0, None);
        connection.Observe(greeting);
        Assert.Equal(loggedIn ? ImapCondition.Preauth : ImapCondition.Ok, ImapStatus.Parse(greeting.Text[2..])!.Condition);
        Assert.Equal(capabilities.Length == 0, connection.Capabilities.IsEmpty);
        Assert.All(capabilities.Split(' ', StringSplitOptions.RemoveEmptyEntries), one => Assert.True(connection.Capabilities.Has(one), one));
    }

    [Theory]
    [InlineData("courier/capability", "UIDPLUS CHILDREN NAMESPACE QUOTA IDLE AUTH=PLAIN ACL2=UNION", "MOVE SPECIAL-USE", null, 0)]
    [InlineData("cyrus/capability", "ID STARTTLS AUTH=PLAIN SASL-IR UNSELECT CONDSTORE LIST-SUBSCRIBED", "MOVE LOGINDISABLED", null, 1 << 20)]
    [InlineData("cyrus/authenticate", "LOGINDISABLED UIDPLUS IDLE", "STARTTLS AUTH=PLAIN", null, 1 << 20)]
    [InlineData("domino/capability", "AUTH=PLAIN NAMESPACE QUOTA UIDPLUS", "IDLE MOVE", null, 1 << 20)]
    [InlineData("dovecot/authenticate", "CONDSTORE QRESYNC ESEARCH LIST-STATUS MOVE SPECIAL-USE", "AUTH=PLAIN", null, 1 << 20)]
    [InlineData("exchange/capability-preauth", "AUTH=XOAUTH2 SASL-IR NAMESPACE", "MOVE", null, 1 << 20)]
    [InlineData("exchange/capability-postauth", "MOVE CLIENTACCESSRULES IDLE UIDPLUS UNSELECT", "SPECIAL-USE", null, 1 << 20)]
    [InlineData("gmail/capability+logindisabled", "LOGINDISABLED AUTH=PLAIN AUTH=OAUTHBEARER", "UIDPLUS", null, 0)]
    [InlineData("gmail/authenticate", "X-GM-EXT-1 COMPRESS=DEFLATE ENABLE MOVE CONDSTORE UTF8=ACCEPT", "SPECIAL-USE LITERAL+", 35651584L, 4096)]
    [InlineData("gmail/authenticate-no-appendlimit-value", "APPENDLIMIT STATUS=SIZE", "APPENDLIMIT=35651584", null, 4096)]
    [InlineData("icloud/capability", "XAPPLEPUSHSERVICE QRESYNC QUOTA NAMESPACE UIDPLUS LIST-STATUS IDLE", "MOVE LITERAL+", null, 0)]
    [InlineData("lowercase/capability", "IMAP4rev1 STARTTLS SPECIAL-USE", "IDLE", null, 0)]
    [InlineData("protonmail/capability", "AUTH=LOGIN ID APPENDLIMIT", "IDLE UIDPLUS MOVE SPECIAL-USE", null, 0)]
    [InlineData("strato.de/capability", "CREATE-SPECIAL-USE MOVE LIST-EXTENDED XLIST QUOTA=RES-MAILBOX", "QRESYNC", 104857600L, 1 << 20)]
    [InlineData("yahoo/capabilities", "ID MOVE NAMESPACE UIDPLUS UNSELECT OBJECTID", "IDLE QUOTA", null, 1 << 20)]
    [InlineData("yandex/capability", "XLIST UIDPLUS ENABLE ID IDLE MOVE", "SPECIAL-USE CONDSTORE", null, 1 << 20)]
    [InlineData("yandex/authenticate", "XLIST MOVE", "AUTH=PLAIN", null, 1 << 20)]
    [InlineData("zoho/capability", "XLIST IDLE MOVE LITERAL- CONDSTORE", "SPECIAL-USE LITERAL+", 10485760L, 4096)]
    [InlineData("zoho/authenticate", "APPENDLIMIT=26214400", "SPECIAL-USE", 26214400L, 4096)]
    public async Task Capabilities_in_transcripts_are_understood(string name, string has, string hasNot, long? appendLimit, int eager)
    {
        await using var connection = Open(name);
        var status = await connection.RunAsync(new ImapCommand("CAPABILITY"), None);
        Assert.True(status.IsOk);
        Assert.All(has.Split(' '), one => Assert.True(connection.Capabilities.Has(one), one));
        Assert.All(hasNot.Split(' '), one => Assert.False(connection.Capabilities.Has(one), one));
        Assert.Equal((appendLimit, eager), (connection.Capabilities.AppendLimit, connection.Capabilities.EagerLiteral));
    }

    [Theory]
    [InlineData("common/namespace", "", '/', "Other Users/ Public Folders/")]
    [InlineData("domino/namespace", "", '\\', "Other\\ Shared\\")]
    [InlineData("dovecot/namespace", "", '.', "")]
    [InlineData("gmail/namespace", "", '/', "")]
    [InlineData("icloud/namespace", "", '/', "")]
    [InlineData("strato.de/namespace", "", '.', "")]
    [InlineData("yahoo/namespace", "", '/', "")]
    [InlineData("yandex/namespace", "", '|', "")]
    [InlineData("zoho/namespace", "", '/', "")]
    public async Task Namespaces_in_transcripts_are_understood(string name, string prefix, char delimiter, string foreign)
    {
        await using var connection = Open(name);
        var told = await Namespace.RunAsync(connection, None);
        Assert.NotNull(told);
        Assert.Equal((prefix, delimiter), (told.Prefix, told.Delimiter));
        Assert.Equal(foreign, string.Join(' ', told.Foreign));
    }

    /// <summary>name, use unless none, - where it cannot be opened; as the server's delimiter has it.</summary>
    [Theory]
    [InlineData("common/list-literal-subfolders", '/', "INBOX:Inbox|Literal Folder Name")]
    [InlineData("common/list-nil-folder-delim", '/', "INBOX:Inbox|Folder1|Folder2")]
    [InlineData("domino/list-inbox", '\\', "INBOX:Inbox")]
    [InlineData("dovecot/list-personal", '.',
        "Archives:Archive|Drafts:Drafts|Junk:Junk|Sent Messages:Sent|Trash:Trash|INBOX:Inbox|NIL")]
    [InlineData("dovecot/list-special-use", '.', "INBOX:Inbox|Drafts:Drafts|Junk:Junk|Sent Messages:Sent|Trash:Trash")]
    [InlineData("dovecot/list-unittests-messages", '.', "INBOX:Inbox|UnitTests/Messages")]
    [InlineData("gmail/list-all", '/',
        "INBOX:Inbox|+Folder|[Gmail]-|[Gmail]/All Mail|[Gmail]/Drafts|[Gmail]/Important|[Gmail]/Sent Mail|[Gmail]/Spam|[Gmail]/Starred|[Gmail]/Trash")]
    [InlineData("gmail/list-archives", '/', "INBOX:Inbox|[Gmail]/Archives:Archive")]
    [InlineData("gmail/list-level3", '/', "INBOX:Inbox|Level1/Level2/Level3")]
    [InlineData("gmail/xlist", '/',
        "INBOX:Inbox|[Gmail]-|[Gmail]/All Mail:All|[Gmail]/Drafts:Drafts|[Gmail]/Important|[Gmail]/Sent Mail:Sent|[Gmail]/Spam:Junk|[Gmail]/Starred|[Gmail]/Trash:Trash")]
    [InlineData("icloud/list-inbox", '/', "INBOX:Inbox")]
    [InlineData("lowercase/list", '/', "INBOX:Inbox|Trash:Trash")]
    [InlineData("strato.de/list-inbox", '.', "INBOX:Inbox")]
    [InlineData("strato.de/xlist", '.', "INBOX:Inbox")]
    [InlineData("yahoo/list-inbox", '/', "INBOX:Inbox")]
    [InlineData("yandex/list-inbox", '|', "INBOX:Inbox")]
    [InlineData("yandex/xlist", '|', "Drafts:Drafts|Drafts/template|INBOX:Inbox|Outbox|Sent:Sent|Spam:Junk|Trash:Trash")]
    [InlineData("zoho/list-inbox", '/', "INBOX:Inbox")]
    [InlineData("zoho/xlist", '/', "INBOX:Inbox|Entwürfe:Drafts|Vorlagen|Gesendet:Sent|Spam:Junk|Papierkorb:Trash")]
    public async Task Folders_in_transcripts_are_found(string name, char delimiter, string expected)
    {
        await using var connection = Open(name);
        var folders = new ImapFolders(connection, new FolderNames("", delimiter), prefixIsKnown: true);
        var written = (await folders.ListAsync(None)).Select(folder =>
            $"{folder.Name}{(folder.Selectable ? "" : "-")}{(folder.Use == FolderUse.None ? "" : $":{folder.Use}")}");
        Assert.Equal(expected, string.Join('|', written));
    }

    [Theory]
    [InlineData("common/status-literal-folder", 0u, 0u, 60)]
    [InlineData("dovecot/status-unittests-destination", 1436832101u, 15u, 14)]
    [InlineData("dovecot/notify", 1543354379u, 2u, 1)]
    [InlineData("gmail/status-inbox", 1u, 410u, 60)]
    [InlineData("gmail/status-all-mail", 11u, 1210u, 67)]
    [InlineData("gmail/status-spam", 3u, 1u, 0)]
    [InlineData("gmail/status-+folder", 1u, 7u, 6)]
    [InlineData("gmail/status-inbox-appendlimit-nil", 0u, 0u, 0)]
    public async Task Status_in_transcripts_is_understood(string name, uint validity, uint next, int count)
    {
        await using var connection = Open(name);
        Assert.Equal((validity, next, count), await Status.RunAsync(connection, "X", None));
    }

    [Theory]
    [InlineData("common/select-inbox", 1436832084u, 9u, 8, 2ul)]
    [InlineData("common/select-inbox-no-modseq", 1436832084u, 9u, 8, 0ul)]
    [InlineData("dovecot/select-unittests-destination", 1436832128u, 15u, 14, 3ul)]
    [InlineData("dovecot/select-unittests-messages-qresync", 1436832084u, 9u, 7, 6ul)]
    [InlineData("dovecot/examine-folder", 1543354378u, 1u, 0, 1ul)]
    [InlineData("gmail/select-inbox", 81u, 1u, 0, 126550ul)]
    [InlineData("gmail/examine-inbox", 637172988u, 280u, 270, 35312ul)]
    [InlineData("gmail/count.examine", 26u, 2u, 1, 29225ul)]
    [InlineData("yahoo/examine-inbox", 1595903349u, 3u, 1, 7ul)]
    [InlineData("yandex/select-inbox", 1679853140u, 3065u, 49, 0ul)]
    [InlineData("zoho/examine-gesendet", 2u, 6212u, 5348, 1706092971947030001ul)]
    public async Task Opened_folders_in_transcripts_are_understood(string name, uint validity, uint next, int count, ulong modSeq)
    {
        await using var connection = Open(name);
        var open = await Select.RunAsync(connection, "X", writable: false, None);
        Assert.Equal((validity, next, count, modSeq), (open.UidValidity, open.UidNext, open.Count, open.ModSeq));
        Assert.False(open.HasChanged);
    }

    [Theory]
    [InlineData("dovecot/append.1", 1u)]
    [InlineData("dovecot/append.8", 8u)]
    [InlineData("dovecot/multiappend", null)]
    [InlineData("gmail/append.1", 1u)]
    [InlineData("gmail/append.50", 50u)]
    public async Task The_uid_of_stored_mail_is_taken_from_transcripts(string name, uint? uid)
    {
        await using var connection = Open(name, "LITERAL+");
        Assert.Equal(uid, await Append.RunAsync(connection, "X", "a"u8.ToArray(), [], DateTimeOffset.UnixEpoch, None));
    }

    [Theory]
    [InlineData("dovecot/copy", 7, "1 2 3 4 5 6 7", "1 2 3 4 5 6 7", "")]
    [InlineData("dovecot/move", 7, null, null, "1 2 3 4 5 6 7>8 9 10 11 12 13 14")]
    [InlineData("gmail/uid-copy", 21, "1 2 3 5 7 8 9 11 12 13 14 26 27 28 29 31 34 41 42 43 50", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21", "")]
    [InlineData("gmail/uid-copy", 19, null, null, "")]
    [InlineData("gmail/uid-move", 21, "1 2 3 5 7 8 9 11 12 13 14 26 27 28 29 31 34 41 42 43 50", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21", "")]
    [InlineData("exchange/issue115", 1, null, null, "")]
    public async Task What_transcripts_say_of_copies_is_read(string name, int most, string? from, string? to, string untagged)
    {
        await using var connection = Open(name);
        var early = "";
        var status = await connection.RunAsync(new ImapCommand("UID MOVE"), None, response =>
        {
            if (ImapStatus.Parse(response.Untagged().Rest) is { } said && CopyUid.Read(said, most) is var (one, other))
                early = $"{string.Join(' ', one)}>{string.Join(' ', other)}";
            return false;
        });
        Assert.True(status.IsOk);
        var copied = CopyUid.Read(status, most);
        Assert.Equal((from, to), (copied is null ? null : string.Join(' ', copied.Value.From), copied is null ? null : string.Join(' ', copied.Value.To)));
        Assert.Equal(untagged, early);
    }

    [Theory]
    [InlineData("dovecot/search-all", "1 2 3 4 5 6 7 8 9 10 11 12 13 14")]
    [InlineData("dovecot/search-raw", "1 2 3 4 5 6 7 8 9 10 11 12 13 14")]
    [InlineData("dovecot/search-uids-options", "2 3 4 5 6 9 10 11 12 13")]
    [InlineData("dovecot/search-changed-since", "1 2 3 4 5 6 7")]
    [InlineData("dovecot/search-partial", "")]
    [InlineData("gmail/search", "1 2 3 5 7 8 9 11 12 13 14 26 27 28 29 31 34 41 42 43 50")]
    [InlineData("gmail/search-deleted-not-1-3", "5 7 8 9 11 12 13 14 26 27 28 29 31 34 41 42 43 50")]
    [InlineData("gmail/get-indexes", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21")]
    [InlineData("yahoo/search", "1 2 3 4 5 6 7 8 9 10 11 12 13 14")]
    public async Task Searches_in_transcripts_find(string name, string found)
    {
        await using var connection = Open(name);
        Assert.Equal(found, string.Join(' ', (await Search.RunAsync(connection, "1:*", 1000, None)).Order()));
    }

    /// <summary>uid, size, date in UTC, flags, length of the content; what was not said is empty.</summary>
    [Theory]
    [InlineData("domino/fetch-extra-parens", 0, "14934,,,,")]
    [InlineData("dovecot/fetch1", 0, "1,,,\\Answered \\Seen \\Draft,")]
    [InlineData("dovecot/fetch2", 6, "7,,,\\Seen \\Draft,")]
    [InlineData("dovecot/fetch3", 0, "1,253,2016-10-02T21:28:25,\\Answered \\Seen \\Draft \\Recent,2")]
    [InlineData("dovecot/fetch4", 1, "2,282,2016-10-02T21:29:25,\\Answered \\Seen \\Draft \\Recent,31")]
    [InlineData("dovecot/getbodypart", 0, "1,,,,253")]
    [InlineData("dovecot/getbodypartheaders", 0, "2,,,,43")]
    [InlineData("dovecot/getstreams2", 2, "3,,,,68")]
    [InlineData("dovecot/fetch-partial-vanished", 0, "6,,,\\Seen,")]
    [InlineData("gmail/fetch.1", 0, "1,,,,181614")]
    [InlineData("gmail/fetch.1+unsolicited-info", 0, "1,,,\\Seen \\Deleted,181614")]
    [InlineData("gmail/fetch.9", 0, "9,,,,348483")]
    [InlineData("gmail/fetch.14", 0, "14,,,,2430")]
    [InlineData("gmail/fetch-all-headers", 0, "1,,,\\Seen,275")]
    [InlineData("gmail/fetch-invalid-headers", 5, "6,,,\\Seen,27")]
    [InlineData("gmail/fetch-nil", 0, "1,,,,")]
    [InlineData("gmail/fetch-quoted-string", 0, "1,,,,44")]
    [InlineData("gmail/fetch-objectid", 3, "4,,,,")]
    [InlineData("gmail/fetch-preview", 0, "1,507,2016-03-03T17:25:01,\\Seen,")]
    [InlineData("gmail/search-summary", 0, "1,181614,1991-09-19T16:41:43,\\Seen,")]
    [InlineData("gmail/expunge-during-fetch", 0, "1,,2019-07-19T06:00:17,,")]
    [InlineData("yandex/getbodypart-missing-content", 0, "3016,,,,145")]
    [InlineData("zoho/fetch-negative-modseq-values", 2, "23,,,\\Seen,")]
    public async Task Messages_in_transcripts_are_read(string name, int at, string expected)
    {
        await using var connection = Open(name);
        var (found, status) = await Fetch.RunAsync(connection, new FetchOrder("1:*", "(UID)", 1 << 20), _ => true, None);
        Assert.True(status.IsOk);
        var (uid, message) = found.ElementAt(at);
        Assert.Equal(expected, string.Create(CultureInfo.InvariantCulture,
            $"{uid},{message.Size},{message.InternalDate?.UtcDateTime:s},{string.Join(' ', message.Flags ?? [])},{message.Content?.Bytes.Length}"));
    }

    [Theory]
    [InlineData("domino/fetch-extra-parens", 14934u)]
    [InlineData("zoho/fetch-negative-modseq-values", 1u)]
    [InlineData("dovecot/fetch3", 1u)]
    public async Task Every_message_in_a_transcript_is_found(string name, uint first)
    {
        var lines = ImapTranscriptTests.Answers(PathOf(name)).Count(sign => sign == '*');
        await using var connection = Open(name);
        var (found, _) = await Fetch.UidsAsync(connection, "1:*", 0, None);
        Assert.Equal(first, found[0]);
        Assert.Equal(lines, found.Length);
    }

    [Theory]
    [InlineData("common/getquota", 3783L, 15728640L)]
    [InlineData("common/getquota-no-root", 28257L, 256000L)]
    [InlineData("common/setquota", 3783L, 5242880L)]
    public async Task Quotas_in_transcripts_are_understood(string name, long used, long limit)
    {
        await using var connection = Open(name, "QUOTA");
        Assert.Equal(new MailboxQuota(used * 1024, limit * 1024), await GetQuotaRoot.RunAsync(connection, None));
    }

    [Theory]
    [InlineData("gmail/authenticate+webalert", MailProblem.LoginRefused, Retry.Never)]
    [InlineData("metadata/setmetadata-maxsize", MailProblem.LoginRefused, Retry.Never)]
    public async Task Refusals_in_transcripts_are_classified(string name, MailProblem problem, Retry retry)
    {
        await using var connection = Open(name);
        var status = await connection.RunAsync(new ImapCommand("X"), None);
        var failure = ImapFailure.From(status, "log in", MailProblem.LoginRefused, Retry.Never);
        Assert.Equal((problem, retry), (failure.Problem, failure.Retry));
    }

    [Theory]
    [InlineData("gmail/uid-expunge", 0, true)]
    [InlineData("gmail/expunge", 18, true)]
    [InlineData("gmail/count-implicit.noop", 1, true)]
    [InlineData("gmail/count-explicit.noop", 1, true)]
    [InlineData("dovecot/uid-expunge", 2, true)]
    [InlineData("dovecot/noop+alert", 2, false)]
    public async Task What_goes_is_counted(string name, int left, bool changed)
    {
        await using var connection = Open(name);
        var open = new ImapSelection("X", readOnly: true);
        open.Exists(name switch { "gmail/uid-expunge" => 21, "gmail/expunge" => 21, _ => 2 });
        open.Settle();
        connection.Selected = open;
        await Noop.RunAsync(connection, None);
        Assert.Equal((left, changed), (open.Count, open.HasChanged));
    }

    private static ImapConnection Open(string name, string capabilities = "") =>
        new WirePlayback(ImapTranscriptTests.Answers(PathOf(name)), 777).OpenImap(capabilities);

    private static string PathOf(string name) => Path.Combine(ImapTranscriptTests.Folder("imap"), name + ".txt");
}
