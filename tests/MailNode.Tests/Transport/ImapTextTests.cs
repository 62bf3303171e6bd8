using System.Globalization;
using System.Text;
using MailNode.Transport;
using MailNode.Transport.Imap;
using MailNode.Transport.Imap.Commands;

namespace MailNode.Tests.Transport;

/// <summary>The words of IMAP: names, sets, commands, responses.</summary>
public sealed class ImapTextTests
{
    [Theory]
    [InlineData("X Y ")]
    [InlineData("UID 1 ")]
    [InlineData("FLAGS (\\Seen) ")]
    [InlineData("X (Y) ")]
    [InlineData("X \"Y\" ")]
    [InlineData("(X) ")]
    [InlineData("A[ ] 1 B[ ] 2 ")]
    public void A_line_of_any_pairs_costs_linear_work(string pair) => Growth.AssertLinear(500_000, size =>
    {
        var response = new ImapResponse(Encoding.ASCII.GetBytes($"* 1 FETCH ({Growth.Times(pair, size / pair.Length)})"), []);
        return () => Fetch.Parse(response, new Fetched());
    });

    [Theory]
    [InlineData("INBOX", "INBOX")]
    [InlineData("A&B", "A&-B")]
    [InlineData("&", "&-")]
    [InlineData("Entwürfe", "Entw&APw-rfe")]
    [InlineData("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-")]
    [InlineData("ü&ü", "&APw-&-&APw-")]
    [InlineData("a\tb", "a&AAk-b")]
    [InlineData("😀", "&2D3eAA-")]
    public void Folder_names_go_there_and_back(string name, string wire)
    {
        Assert.Equal(wire, ModifiedUtf7.Encode(name));
        Assert.Equal(name, ModifiedUtf7.Decode(wire));
    }

    [Theory]
    [InlineData("open & shut", "open & shut")]
    [InlineData("&!!!-x", "&!!!-x")]
    [InlineData("&AA-", "&AA-")]
    [InlineData("&", "&")]
    [InlineData("Größe", "Größe")]
    public void What_is_no_modified_utf7_stays_as_it_is(string wire, string name) => Assert.Equal(name, ModifiedUtf7.Decode(wire));

    [Fact]
    public void Every_name_survives_the_way_there_and_back()
    {
        uint seed = 4711;
        for (var round = 0; round < 2000; round++)
        {
            var name = new StringBuilder();
            for (var i = 0; i < 1 + (round % 12); i++)
            {
                seed = (seed * 1664525) + 1013904223;
                name.Append((char)((seed >> 8) % 3 == 0 ? (seed >> 16) % 0xD000 : 0x20 + ((seed >> 16) % 0x60)));
            }
            var wire = ModifiedUtf7.Encode(name.ToString());
            Assert.All(wire, sign => Assert.InRange(sign, ' ', '~'));
            Assert.Equal(name.ToString(), ModifiedUtf7.Decode(wire));
        }
    }

    [Theory]
    [InlineData("", '/', "MailNode/In", "MailNode/In")]
    [InlineData("INBOX.", '.', "MailNode/In", "INBOX.MailNode.In")]
    [InlineData("INBOX.", '.', "inbox", "INBOX")]
    [InlineData("", '\\', "MailNode/In", "MailNode\\In")]
    [InlineData("", null, "MailNode/In", "MailNode/In")]
    public void Names_get_the_prefix_and_delimiter_of_the_server(string prefix, char? delimiter, string name, string wire)
    {
        var names = new FolderNames(prefix, delimiter);
        Assert.Equal(wire, names.ToWire(name));
        Assert.Equal(name.Replace("inbox", "INBOX", StringComparison.Ordinal), names.Learn(wire, delimiter));
    }

    [Fact]
    public void Listed_folders_are_found_again_even_outside_the_prefix()
    {
        var names = new FolderNames("INBOX.", '.');
        Assert.Equal("Public/News", names.Learn("Public.News", '.'));
        Assert.Equal("Public.News", names.ToWire("Public/News"));
        Assert.Equal("Sent", names.Learn("INBOX.Sent", '.'));
        Assert.Null(names.Learn("Sent", '.'));
        Assert.Equal("INBOX.Sent", names.ToWire("Sent"));
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData("")]
    [InlineData("a\r\nb")]
    public void A_name_that_the_server_would_take_for_another_is_refused(string name) =>
        Assert.Equal(MailProblem.FolderRefused, Assert.Throws<MailException>(() => new FolderNames("", '.').ToWire(name)).Problem);

    [Theory]
    [InlineData(new uint[] { 1, 2, 3, 5, 9, 10 }, "1:3,5,9:10")]
    [InlineData(new uint[] { 7 }, "7")]
    [InlineData(new uint[] { uint.MaxValue - 1, uint.MaxValue }, "4294967294:4294967295")]
    public void Uids_are_written_as_ranges(uint[] uids, string set)
    {
        var split = Assert.Single(UidSet.Split(uids));
        Assert.Equal(set, split.Set);
        Assert.Equal(uids, UidSet.Parse(set, 100));
    }

    [Fact]
    public void Long_sets_are_split_and_no_uid_is_lost()
    {
        var uids = Enumerable.Range(0, 5000).Select(i => 4_000_000_000 + (uint)(i * 2)).ToArray();
        var sets = UidSet.Split(uids).ToList();
        Assert.All(sets, set => Assert.InRange(set.Set.Length, 1, 1000));
        Assert.Equal(uids, sets.SelectMany(set => UidSet.Parse(set.Set, 1000)!));
        Assert.Equal(uids, sets.SelectMany(set => set.Uids));
        Assert.Equal([3, 3, 1], UidSet.Split([1, 2, 3, 4, 5, 6, 7], 3).Select(set => set.Uids.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1:*")]
    [InlineData("1:4294967295")]
    [InlineData("-1")]
    [InlineData("1,,2")]
    [InlineData("99999999999")]
    public void Bad_and_boundless_sets_are_none(string set) => Assert.Null(UidSet.Parse(set, 1000));

    [Theory]
    [InlineData("INBOX", " \"INBOX\"")]
    [InlineData("a\"b\\c", " \"a\\\"b\\\\c\"")]
    [InlineData("", " \"\"")]
    public void Strings_are_quoted(string value, string written) =>
        Assert.Equal("X" + written, new ImapCommand("X").String(value).Parts[0].Text);

    [Theory]
    [InlineData("a\r\nA2 DELETE INBOX")]
    [InlineData("größe")]
    [InlineData("nul\0")]
    public void What_cannot_be_quoted_is_a_literal(string value)
    {
        var part = new ImapCommand("X").String(value).Parts[0];
        Assert.Equal("X ", part.Text);
        Assert.Equal(Encoding.UTF8.GetBytes(value), part.Literal!.Value.ToArray());
    }

    [Theory]
    [InlineData("\\Seen) X")]
    [InlineData("a b")]
    [InlineData("a\r\nb")]
    [InlineData("")]
    [InlineData("\\")]
    public void A_flag_cannot_be_more_than_a_flag(string flag) => Assert.Throws<ArgumentException>(() => new ImapCommand("X").List([flag]));

    [Theory]
    [InlineData("OK [APPENDUID 3 4] done", ImapCondition.Ok, "APPENDUID", "3 4", "done")]
    [InlineData("no [overquota] full", ImapCondition.No, "OVERQUOTA", "", "full")]
    [InlineData("BAD", ImapCondition.Bad, "", "", "")]
    [InlineData("OK [open ended", ImapCondition.Ok, "", "", "[open ended")]
    public void A_status_is_read(string said, object condition, string code, string arguments, string text) =>
        Assert.Equal(new ImapStatus((ImapCondition)condition, code, arguments, text), ImapStatus.Parse(Encoding.UTF8.GetBytes(said)));

    [Theory]
    [InlineData("NO [OVERQUOTA] full", MailProblem.OverQuota, Retry.Later, null)]
    [InlineData("NO [TRYCREATE] no such", MailProblem.FolderMissing, Retry.Later, null)]
    [InlineData("NO [AUTHENTICATIONFAILED] no", MailProblem.LoginRefused, Retry.Never, null)]
    [InlineData("NO [UNAVAILABLE] backend down", MailProblem.Other, Retry.Later, null)]
    [InlineData("NO just no", MailProblem.LoginRefused, Retry.Never, null)]
    [InlineData("NO User is authenticated but not connected.", MailProblem.Other, Retry.Later, null)]
    [InlineData("BAD Request is throttled. Suggested Backoff Time: 299748 milliseconds", MailProblem.Other, Retry.Later, 299.748)]
    [InlineData("NO Suggested Backoff Time: 999999999999 milliseconds", MailProblem.Other, Retry.Later, 3600.0)]
    public void A_refusal_is_classified(string said, MailProblem problem, Retry retry, double? pause)
    {
        var failure = ImapFailure.From(ImapStatus.Parse(Encoding.UTF8.GetBytes(said))!, "log in", MailProblem.LoginRefused, Retry.Never);
        Assert.Equal((problem, retry, pause), (failure.Problem, failure.Retry, failure.After?.TotalSeconds));
    }

    [Theory]
    [InlineData("17-Jul-1996 02:44:25 -0700", "1996-07-17T02:44:25-07:00")]
    [InlineData(" 1-Jan-2024 00:00:00 +0530", "2024-01-01T00:00:00+05:30")]
    [InlineData("00-Jan-0000 00:00:00 +0000", null)]
    [InlineData("31-Feb-2024 00:00:00 +0000", null)]
    [InlineData("", null)]
    [InlineData("yesterday", null)]
    public void A_date_is_read_or_is_none(string text, string? expected) =>
        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), Fetch.Date(text));

    [Fact]
    public async Task A_fetched_message_is_read_whatever_stands_around_it()
    {
        var response = await ReadAsync(
            "* 3 FETCH (X-GM-LABELS (\"a)b\" (deep {3}\r\n)))) ) MODSEQ (-12) FLAGS (\\Seen $MailNode) INTERNALDATE NIL UID 12 " +
            "BODY[HEADER.FIELDS (\"Subject\")] {4}\r\na: b RFC822.SIZE 99 BODY[TEXT]<0> NIL)\r\n");
        var message = new Fetched();

        Assert.True(Fetch.Read(response, message, out var uid));

        Assert.Equal(12u, uid);
        Assert.Equal(99, message.Size);
        Assert.Equal(["\\Seen", "$MailNode"], message.Flags);
        Assert.Null(message.InternalDate);
        Assert.Equal("a: b", Encoding.ASCII.GetString(message.Content!.Value.Bytes.Span));
    }

    [Theory]
    [InlineData("* 3 FETCH (UID 0)")]
    [InlineData("* 3 FETCH (FLAGS (\\Seen))")]
    [InlineData("* 3 FETCH (UID 5")]
    [InlineData("* 3 FETCH (UID 5 BODY[)")]
    [InlineData("* 3 FETCH (UID 5 BODY[] \"open")]
    [InlineData("* 3 FETCH (UID 5 X {9)")]
    [InlineData("* 3 FETCH")]
    [InlineData("* FETCH (UID 5)")]
    [InlineData("* ")]
    public async Task A_damaged_message_is_none(string line) =>
        Assert.False(Fetch.Read(await ReadAsync(line + "\r\n"), new Fetched(), out _));

    [Fact]
    public async Task Nesting_is_followed_only_so_deep()
    {
        var deep = $"* 3 FETCH (X {new string('(', 64)}{new string(')', 64)} UID 5)\r\n";
        Assert.True(Fetch.Read(await ReadAsync(deep), new Fetched(), out _));
        Assert.False(Fetch.Read(await ReadAsync($"* 3 FETCH (X {new string('(', 500_000)} UID 5)\r\n"), new Fetched(), out _));
    }

    [Fact]
    public async Task Text_for_people_may_end_like_a_literal()
    {
        var response = await ReadAsync("* OK please see {5}\r\nnext\r\n");
        Assert.Empty(response.Literals);
    }

    [Theory]
    [InlineData("* 1 FETCH (BODY[] {4294967295}\r\n")]
    [InlineData("* 1 FETCH (BODY[] {9223372036854775808}\r\n")]
    [InlineData("* 1 FETCH (BODY[] {99999999999999999999999}\r\n")]
    public async Task A_literal_that_no_mail_can_hold_is_garbage(string line) =>
        Assert.Equal(MailProblem.Garbage, (await Assert.ThrowsAsync<MailException>(() => ReadAsync(line))).Problem);

    [Fact]
    public async Task A_literal_longer_than_wanted_is_cut_and_what_follows_is_found()
    {
        var said = $"* 1 FETCH (A {{300000}}\r\n{new string('x', 300000)} B {{2}}\r\nyy {{0}}\r\n)\r\nnext\r\n";
        await using var stream = new WirePlayback(Encoding.ASCII.GetBytes(said)).Open();
        var response = await ImapReader.ReadAsync(stream, 1000, CancellationToken.None);
        Assert.Equal([1000, 0, 0], response.Literals.Select(literal => literal.Bytes.Length));
        Assert.Equal([true, true, false], response.Literals.Select(literal => literal.IsCut));
        Assert.Equal("next", Encoding.ASCII.GetString((await stream.ReadLineAsync(CancellationToken.None)).Span));
    }

    private static async Task<ImapResponse> ReadAsync(string said)
    {
        await using var stream = new WirePlayback(Encoding.UTF8.GetBytes(said)).Open();
        return await ImapReader.ReadAsync(stream, 1 << 20, CancellationToken.None);
    }
}
