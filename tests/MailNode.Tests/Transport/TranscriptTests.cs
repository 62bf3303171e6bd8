using System.Text;
using MailNode.Transport;
using MailNode.Transport.Wire;

namespace MailNode.Tests.Transport;

/// <summary>What a person may show to others of a conversation with a mail server, and what never leaves it.</summary>
public sealed class TranscriptTests
{
    private const string Password = "canary-pa55wörd";
    private const string Token = "ya29.canary-token-ABCDEFGHIJKLMNOP";

    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public void A_login_shows_that_it_was_one() => Assert.Equal(
        """
        S: * OK [CAPABILITY IMAP4rev1] ready
        C: A1 LOGIN ***
        S: + ***
        C: ***
        S: + go
        C: ***
        S: A1 OK [CAPABILITY IMAP4rev1 IDLE] welcome ***
        C: A2 NOOP
        S: A2 OK done
        """.ReplaceLineEndings("\n").Replace("S: + go\n", "S: + ***\n", StringComparison.Ordinal),
        Play(
            "S: * OK [CAPABILITY IMAP4rev1] ready", "C: A1 LOGIN {15}", "S: + go", $"B: ana@example.org", "C:  {16}", "S: + go", $"B: {Password}", "C: ",
            "S: A1 OK [CAPABILITY IMAP4rev1 IDLE] welcome ana@example.org", "C: A2 NOOP", "S: A2 OK done"));

    /// <summary>Each login as it is spoken; the server repeats what it heard, as some do in their errors.</summary>
    public static TheoryData<string, string[]> Logins => new()
    {
        { "LOGIN", [$"C: A1 LOGIN \"ana@example.org\" \"{Password}\"", $"S: A1 NO [AUTHENTICATIONFAILED] not {Password}"] },
        { "LOGIN in lower case", [$"C: A1 login ana@example.org {Password}", "S: A1 OK in"] },
        { "PLAIN at once", [$"C: A1 AUTHENTICATE PLAIN {B64($"\0ana@example.org\0{Password}")}", $"S: A1 NO {B64($"\0ana@example.org\0{Password}")} is wrong"] },
        { "PLAIN in two steps", ["C: A1 AUTHENTICATE PLAIN", "S: + ", $"C: {B64($"\0ana@example.org\0{Password}")}", $"S: A1 NO {B64(Password)} is wrong"] },
        {
            "SCRAM", ["C: A1 AUTHENTICATE SCRAM-SHA-256 " + B64("n,,n=ana@example.org,r=canary-nonce"), "S: + " + B64("r=canary-nonce2,s=canary-salt,i=4096"),
                "C: " + B64("c=biws,r=canary-nonce2,p=canary-proof"), "S: + " + B64("v=canary-signature"), "C: ", "S: A1 OK in"]
        },
        {
            "XOAUTH2", [$"C: A1 AUTHENTICATE XOAUTH2 {B64($"user=ana@example.org\x01auth=Bearer {Token}\x01\x01")}", $"S: + {B64("{\"status\":\"400\"}")}",
                "C: ", $"S: A1 NO {Token} has expired"]
        },
        { "a login that the server gives up", ["C: A1 AUTHENTICATE PLAIN", "S: + ", $"C: {B64($"\0ana\0{Password}")}", "S: * BYE gone"] },
    };

    [Theory, MemberData(nameof(Logins))]
    public void Nothing_of_a_login_is_shown_in_any_encoding(string mechanism, string[] lines)
    {
        var shown = Play(["S: * OK ready", .. lines]);
        AssertNoCanary(shown);
        Assert.Contains("C: A1 ", shown, StringComparison.Ordinal);
        Assert.Contains("***", shown, StringComparison.Ordinal);
        Assert.True(shown.Split('\n').Length == lines.Length + 1, $"{mechanism}: {shown}");
    }

    [Theory]
    [InlineData("a=b,c-d=e")]
    [InlineData("a b c d e")]
    [InlineData("a\"b\\c,d")]
    public void A_password_of_short_pieces_is_hidden_whole(string canary)
    {
        var quoted = canary.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        string[] logins = [$"LOGIN ana \"{quoted}\"", $"AUTHENTICATE PLAIN {B64($"\0ana\0{canary}")}", $"AUTHENTICATE XOAUTH2 {B64($"user=ana\x01{canary}\x01\x01")}"];
        foreach (var login in logins)
        {
            var shown = Play("S: * OK ready", $"C: A1 {login}", $"S: A1 NO <{canary}> or {B64(canary)} is wrong");
            Assert.EndsWith("S: A1 NO <***> or *** is wrong", shown.Replace("***=", "***", StringComparison.Ordinal).Replace("***=", "***", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("AUTH PLAIN {0}", "")]
    [InlineData("AUTH PLAIN", "{0}")]
    [InlineData("AUTH LOGIN", "{1}|{2}")]
    [InlineData("auth xoauth2 {3}", "")]
    public void Nothing_of_an_smtp_login_is_shown(string first, string then)
    {
        object[] said = [B64($"\0ana@example.org\0{Password}"), B64("ana@example.org"), B64(Password), B64($"user=a\x01auth=Bearer {Token}\x01\x01")];
        string[] steps = [.. then.Split('|', StringSplitOptions.RemoveEmptyEntries).SelectMany(step => (string[])["S: 334 " + B64("canary-challenge"), "C: " + string.Format(null, step, said)])];
        var shown = Play(["S: 220 ready", "C: EHLO x", "S: 250-x", "S: 250 AUTH PLAIN LOGIN", "C: " + string.Format(null, first, said), .. steps,
            first.Contains("xoauth2", StringComparison.Ordinal) ? $"S: 535 5.7.8 no to {Token}" : $"S: 535 5.7.8 no to {Password} and {B64(Password)}", "C: QUIT", "S: 221 bye"]);
        AssertNoCanary(shown);
        Assert.Contains("S: 535 5.7.8 no to ", shown, StringComparison.Ordinal);
        Assert.EndsWith("C: QUIT\nS: 221 bye", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_mail_only_the_length_is_shown() => Assert.Equal(
        """
        S: * OK ready
        C: A1 APPEND "Out" {12 bytes}
        S: + go
        S: A1 OK [APPENDUID 1 2] done
        C: A2 UID FETCH 1:3 (UID BODY.PEEK[])
        S: * 1 FETCH (UID 1 RFC822.SIZE 5 FLAGS (\Seen $X) INTERNALDATE " 9-Feb-2024 12:30:45 -0330" BODY[] {6 bytes}
        S: )
        S: * 2 FETCH (UID 2 BODY[HEADER.FIELDS (To X-A)] …)
        S: * 3 FETCH (UID 3 BODY[TEXT] …)
        S: * 4 FETCH (UID 4 BODY[] {9 bytes}
        S: …
        S: ? (23 bytes)
        S: A2 OK done
        """.ReplaceLineEndings("\n"),
        Play(
            "S: * OK ready", "C: A1 APPEND \"Out\" {12+}", "S: + go", "B: canary mail!", "C: ", "S: A1 OK [APPENDUID 1 2] done",
            "C: A2 UID FETCH 1:3 (UID BODY.PEEK[])",
            "S: * 1 FETCH (UID 1 RFC822.SIZE 5 FLAGS (\\Seen $X) INTERNALDATE \" 9-Feb-2024 12:30:45 -0330\" BODY[] {6}", "S: )",
            "S: * 2 FETCH (UID 2 BODY[HEADER.FIELDS (To X-A)] \"To: canary@example.org\")", "S: * 3 FETCH (UID 3 BODY[TEXT] canary ENVELOPE (\"canary\"))",
            "S: * 4 FETCH (UID 4 BODY[] {9}", "S: canary, since the literal lied", "S: canary in the next line", "S: A2 OK done"));

    [Fact]
    public void A_literal_that_was_refused_hides_nothing_that_comes_after_it() => Assert.EndsWith(
        "C: A1 APPEND \"Out\" {9000 bytes}\nS: A1 NO [OVERQUOTA] full\nC: A2 NOOP\nS: A2 OK done",
        Play("S: * OK ready", "C: A1 APPEND \"Out\" {9000}", "S: A1 NO [OVERQUOTA] full", "C: A2 NOOP", "S: A2 OK done"), StringComparison.Ordinal);

    [Fact]
    public void Of_sent_mail_only_the_length_is_shown()
    {
        var shown = Play(
            "S: 220 ready", "C: MAIL FROM:<ana@example.org>", "S: 250 ok", "C: DATA", "S: 354 go", "C: Subject: canary", "C: ", "C: .. canary", "C: .", "S: 250 2.0.0 queued",
            "C: BDAT 6 LAST", "B: canary", "S: 250 ok", "C: QUIT", "S: 221 bye");
        AssertNoCanary(shown);
        Assert.Contains("C: DATA\nS: 354 go\nC: {33 bytes}\nS: 250 2.0.0 queued\nC: BDAT 6 LAST\nS: 250 ok\nC: QUIT", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_said_before_anybody_knows_the_protocol_is_hidden()
    {
        var shown = Play("S: HTTP/1.1 400 canary", $"C: {Password}");
        Assert.Equal("S: ? (19 bytes)\nC: ***", shown);
    }

    [Theory]
    [InlineData("AUTH=PLAIN SASL-IR")]
    [InlineData("AUTH=PLAIN")]
    [InlineData("IDLE")]
    public async Task A_whole_conversation_is_written_down_without_its_secret(string capabilities)
    {
        using var output = new StringWriter { NewLine = "\n" };
        await using (var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync($"* OK [CAPABILITY IMAP4rev1 LITERAL+ {capabilities}] ready");
            var tag = (await peer.ReadLineAsync()).Split(' ')[0];
            if (capabilities == "AUTH=PLAIN")
            {
                await peer.SayAsync("+ ");
                await peer.ReadLineAsync();
            }
            else if (capabilities == "IDLE")
            {
                await peer.ReadLineAsync();
            }
            await peer.SayAsync($"{tag} OK [CAPABILITY IMAP4rev1] in");
            await peer.AnswerAsync("LIST \"\" \"\"", "* LIST (\\Noselect) \"/\" \"\"");
            await peer.AnswerAsync("LOGOUT", "* BYE bye");
        }))
        {
            var address = server.Address() with { Password = _ => ValueTask.FromResult(Password), Transcript = new Transcript(output, new WireClock()) };
            await using var mailbox = await ImapMailbox.ConnectAsync(address, TimeProvider.System, None);
        }
        AssertNoCanary(output.ToString());
        Assert.StartsWith("-- 2026-01-02 03:04:05 UTC, 127.0.0.1:", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("C: A2 LIST \"\" \"\"\nS: * LIST (\\Noselect) \"/\" \"\"\nS: A2 OK done\nC: A3 LOGOUT\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_connections_are_told_apart_and_the_end_is_a_limit()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var transcript = new Transcript(output, new WireClock());
        var (one, two) = (transcript.Begin(Server), transcript.Begin(Server));
        one.Heard("* OK one"u8);
        two.Heard("220 two"u8);
        one.Heard("* OK one more"u8);
        Assert.Equal(
            "-- 2026-01-02 03:04:05 UTC, there:143 (None), connection 1\nS: * OK one\n-- 2026-01-02 03:04:05 UTC, there:143 (None), connection 2\nS: 220 two\n"
            + "-- 2026-01-02 03:04:05 UTC, there:143 (None), connection 1\nS: * OK one more\n",
            output.ToString());
        var long_ = Encoding.ASCII.GetBytes("* OK " + new string('x', 1900));
        while (!output.ToString().EndsWith("-- The transcript is full.\n", StringComparison.Ordinal) && output.GetStringBuilder().Length < 2 * Transcript.MaxLength)
        {
            for (var i = 0; i < 5000; i++)
                one.Heard(long_);
        }
        Assert.InRange(output.GetStringBuilder().Length, Transcript.MaxLength - 5000, Transcript.MaxLength + 5000);
    }

    private static MailServer Server => new() { Host = "there", Port = 143, Tls = TlsMode.None, User = "a", Password = _ => default };

    private static string B64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>"C: " and "S: " are lines; "B: " is a block from us, without a line end. Bytes come one by one.</summary>
    private static string Play(params string[] lines)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var conversation = new Transcript(output, new WireClock()).Begin(Server);
        foreach (var line in lines)
        {
            var bytes = Encoding.UTF8.GetBytes(line[3..] + (line[0] == 'C' ? "\r\n" : ""));
            if (line[0] == 'S')
                conversation.Heard(bytes);
            else
                for (var i = 0; i < bytes.Length; i++)
                    conversation.Said(bytes.AsSpan(i, 1));
        }
        return output.ToString().Split('\n', 2)[1].TrimEnd('\n');
    }

    /// <summary>No piece of a secret, nor of its base64 wherever it stands in a block of three.</summary>
    private static void AssertNoCanary(string shown)
    {
        Assert.DoesNotContain("canary", shown, StringComparison.OrdinalIgnoreCase);
        foreach (var secret in (string[])[Password, Token, $"\0ana@example.org\0{Password}", "canary"])
        {
            for (var shift = 0; shift < 3; shift++)
            {
                var packed = B64(new string('x', shift) + secret);
                var inner = packed[(shift == 0 ? 0 : 4)..^(packed.Length > 12 ? 4 : 1)];
                Assert.DoesNotContain(inner.Length > 8 ? inner[..8] : inner, shown, StringComparison.Ordinal);
            }
        }
    }
}
