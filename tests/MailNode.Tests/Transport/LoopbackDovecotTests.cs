using System.Text;
using System.Text.RegularExpressions;
using MailNode.LoopbackMail;

namespace MailNode.Tests.Transport;

/// <summary>Dovecot is the judge: in the same mailbox the loopback server gives the same answers, but for words that only people read.</summary>
public sealed partial class LoopbackDovecotTests(RealServers real)
{
    private const string First = "Date: Mon, 1 Jan 2024 10:00:00 +0000\r\nSubject: One\r\nFrom: ana@example.test\r\nTo: b@example.org\r\n\r\nneedle\r\n";
    private const string Second = "Date: Tue, 2 Jan 2024 10:00:00 +0000\r\nSubject: Two\r\nFrom: ben@example.org\r\nX-Id: 4711\r\n\r\nhay\r\n";

    [Theory]
    [InlineData("SEARCH ALL")]
    [InlineData("SEARCH OR FROM ana SUBJECT two")]
    [InlineData("SEARCH NOT (OR SEEN FLAGGED)")]
    [InlineData("SEARCH BODY needle")]
    [InlineData("SEARCH TEXT two")]
    [InlineData("SEARCH HEADER X-Id \"\"")]
    [InlineData("SEARCH HEADER X-Id 471")]
    [InlineData("SEARCH SENTSINCE 2-Jan-2024")]
    [InlineData("SEARCH SENTBEFORE 2-Jan-2024 TO example.org")]
    [InlineData("SEARCH SENTON 2-Jan-2024")]
    [InlineData("SEARCH BEFORE 10-Feb-2024")]
    [InlineData("SEARCH ON 9-Feb-2024")]
    [InlineData("SEARCH LARGER 105")]
    [InlineData("SEARCH KEYWORD $x")]
    [InlineData("SEARCH UNKEYWORD $x UNDELETED")]
    [InlineData("UID SEARCH 2:*")]
    [InlineData("UID SEARCH UID 5:*")]
    [InlineData("UID SEARCH RETURN (MIN MAX COUNT) ALL")]
    [InlineData("UID SEARCH RETURN (ALL) SEEN")]
    [InlineData("SEARCH")]
    [InlineData("SEARCH NONSENSE")]
    [InlineData("STATUS asked.below (MESSAGES UIDNEXT UNSEEN)")]
    [InlineData("LIST \"\" ask%")]
    [InlineData("LIST \"\" nothing*")]
    [InlineData("LIST (SUBSCRIBED) \"\" ask*")]
    [InlineData("LIST \"\" ask* RETURN (SUBSCRIBED STATUS (MESSAGES))")]
    [InlineData("LSUB \"\" ask*")]
    [InlineData("CREATE asked")]
    [InlineData("DELETE none")]
    [InlineData("RENAME none other")]
    [InlineData("UID COPY 1 none")]
    [InlineData("UID COPY 9 asked.below")]
    [InlineData("UID FETCH 9 (UID)")]
    [InlineData("UID FETCH 2:1 (FLAGS)")]
    [InlineData("FETCH 1:* (UID RFC822.SIZE)")]
    [InlineData("FETCH 1 (NONSENSE)")]
    [InlineData("STORE 1 +FLAGS ($x)")]
    [InlineData("UID STORE 2 -FLAGS.SILENT (\\Seen)")]
    [InlineData("UID STORE 9 FLAGS (\\Seen)")]
    [InlineData("UID EXPUNGE 1:*")]
    [InlineData("EXPUNGE")]
    [InlineData("NONSENSE")]
    public async Task A_question_gets_the_answer_of_Dovecot(string question)
    {
        var dovecot = await real.GetAsync();
        await using var post = await LoopbackServer.StartAsync(new LoopbackOptions { Delimiter = '.' });
        var user = $"asked@{dovecot.Domain}";
        post.AddAccount(user, dovecot.Password);

        var theirs = await AskAsync(dovecot.Imap, user, dovecot.Password, question);
        var ours = await AskAsync(post.ImapPort, user, dovecot.Password, question);

        Assert.Equal(theirs, ours);
    }

    private static async Task<string> AskAsync(int port, string user, string password, string question)
    {
        await using var client = await LoopbackClient.ConnectAsync(port);
        await client.ReadAsync();
        Assert.Contains("OK", await client.DoAsync($"LOGIN {user} {password}"), StringComparison.Ordinal);
        foreach (var command in (string[])["DELETE asked.below", "DELETE asked", "CREATE asked", "CREATE asked.below", "SUBSCRIBE asked"])
            await client.DoAsync(command);
        await StoreAsync(client, First, "(\\Seen)");
        await StoreAsync(client, Second, "(\\Flagged $x)");
        await StoreAsync(client, Second, "(\\Deleted \\Seen)");
        await client.DoAsync("SELECT asked");
        var said = await client.DoAsync(question);
        // Whether children are told of where nobody asked is everybody's own choice (RFC 5258, section 4).
        return question.Contains("SUBSCRIBED", StringComparison.Ordinal) ? Bare(Children.Replace(said, "")) : Bare(said);
    }

    private static async Task StoreAsync(LoopbackClient client, string message, string flags) => Assert.Contains(
        "OK", await client.DoAsync($"APPEND asked {flags} \"09-Feb-2024 12:30:45 +0000\" {{{Encoding.ASCII.GetByteCount(message)}+}}\r\n{message}"),
        StringComparison.Ordinal);

    /// <summary>Without what differs and means nothing: texts for people, the order of flags and of lines, quotes around names, \Recent, tags.</summary>
    private static string Bare(string said)
    {
        var lines = said.Split('\n').Where(line => !line.EndsWith(" RECENT", StringComparison.Ordinal)).ToArray();
        lines[^1] = Ending.Match(lines[^1]).Value.TrimEnd();
        var plain = lines.Select(line => TagsAndQuotes.Replace(Flags.Replace(line, flags => Sorted(flags.Value)), ""));
        return string.Join('\n', plain.Order(StringComparer.Ordinal));
    }

    private static string Sorted(string flags) =>
        $"({string.Join(' ', flags.Trim('(', ')').Split(' ').Where(flag => flag != "\\Recent").Order(StringComparer.Ordinal))})";

    [GeneratedRegex(@"\\Has(No)?Children ?")]
    private static partial Regex Children { get; }

    [GeneratedRegex(@"^(OK|NO|BAD)( \[[A-Z]+)?")]
    private static partial Regex Ending { get; }

    [GeneratedRegex(@"\([\\$][^()]*\)")]
    private static partial Regex Flags { get; }

    [GeneratedRegex(@"""|TAG t\d+|UID \d+ (?=FLAGS)|(?<=FETCH \()UID \d+ ")]
    private static partial Regex TagsAndQuotes { get; }
}
