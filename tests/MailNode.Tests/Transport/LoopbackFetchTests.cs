using System.Text;
using MailNode.LoopbackMail;

namespace MailNode.Tests.Transport;

/// <summary>What the loopback server tells of the inside of a message.</summary>
public sealed class LoopbackFetchTests(RealServers real)
{
    private const string Ana = "ana@example.test";

    private const string Mixed =
        """
        From: "Ana, of A" <ana@example.test>, ben@example.org
        To: Friends: c@example.org, D <d@example.org>;
        Cc: =?utf-8?Q?J=C3=B6rg?= <j@example.org>
        Subject: Two (parts)
        Date: Fri, 9 Feb 2024 12:30:45 -0330
        Message-ID: <1@example.test>
        In-Reply-To: <0@example.test>
        MIME-Version: 1.0
        Content-Type: multipart/mixed;
         boundary="=_x"; charset=utf-8

        preamble
        --=_x
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        Hello
        there
        --=_x
        Content-Type: message/rfc822
        Content-Description: forwarded
        Content-Disposition: attachment; filename="a.eml"

        Subject: inner
        From: x@example.org
        Content-Type: multipart/alternative; boundary=in

        --in

        plain
        --in
        Content-Type: text/html
        Content-ID: <c@x>
        Content-Language: de

        <p>rich</p>
        --in--

        --=_x--
        epilogue

        """;

    private const string Simple = "Subject: Hi\nFrom: ana@example.test\n\nBody\n";

    private const string Image =
        "Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\nReply-To: r@example.org\nSender: s@example.org\nFrom: f@example.org\n\nAAAA\n";

    public static TheoryData<string, string> Asked
    {
        get
        {
            var data = new TheoryData<string, string>();
            string[] all =
            [
                "ENVELOPE", "BODY", "BODYSTRUCTURE", "BODY.PEEK[TEXT]", "BODY.PEEK[HEADER]", "BODY.PEEK[1]", "BODY.PEEK[1.MIME]", "BODY.PEEK[2]",
                "BODY.PEEK[2.HEADER]", "BODY.PEEK[2.TEXT]", "BODY.PEEK[2.2]", "BODY.PEEK[2.2.MIME]", "BODY.PEEK[2.HEADER.FIELDS (SUBJECT)]",
                "BODY.PEEK[HEADER.FIELDS (FROM DATE X-NONE)]", "BODY.PEEK[HEADER.FIELDS.NOT (FROM TO)]", "BODY.PEEK[2.1]<2.3>", "BODY.PEEK[]<5.10>",
                "BODY.PEEK[]<99999.10>", "RFC822.SIZE", "RFC822.HEADER", "RFC822.TEXT", "RFC822", "FLAGS",
            ];
            foreach (var one in all)
                data.Add(nameof(Mixed), one);
            foreach (var one in all[..7])
            {
                data.Add(nameof(Simple), one);
                data.Add(nameof(Image), one);
            }
            return data;
        }
    }

    [Fact]
    public async Task An_envelope_and_a_structure_are_told()
    {
        await using var post = await LoopbackServer.StartAsync();
        post.AddAccount(Ana, "secret");
        post.Deliver(Ana, Bytes(Mixed));
        await using var client = await LoopbackClient.ImapAsync(post.ImapPort);
        await client.DoAsync("EXAMINE INBOX");

        Assert.Equal(
            "* 1 FETCH (ENVELOPE (\"Fri, 9 Feb 2024 12:30:45 -0330\" \"Two (parts)\""
            + " ((\"Ana, of A\" NIL \"ana\" \"example.test\")(NIL NIL \"ben\" \"example.org\"))"
            + " ((\"Ana, of A\" NIL \"ana\" \"example.test\")(NIL NIL \"ben\" \"example.org\"))"
            + " ((\"Ana, of A\" NIL \"ana\" \"example.test\")(NIL NIL \"ben\" \"example.org\"))"
            + " ((NIL NIL \"Friends\" NIL)(NIL NIL \"c\" \"example.org\")(\"D\" NIL \"d\" \"example.org\")(NIL NIL NIL NIL))"
            + " ((\"=?utf-8?Q?J=C3=B6rg?=\" NIL \"j\" \"example.org\")) NIL \"<0@example.test>\" \"<1@example.test>\"))\nOK Done",
            await client.DoAsync("FETCH 1 ENVELOPE"));
        Assert.Contains(
            "((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7BIT\" 5 0)(\"text\" \"html\" (\"charset\" \"us-ascii\") \"<c@x>\" NIL \"7BIT\" 11 0) \"alternative\")",
            await client.DoAsync("FETCH 1 BODY"), StringComparison.Ordinal);
        Assert.StartsWith("* 1 FETCH (BODY[2.1.2] NIL)", await client.DoAsync("FETCH 1 BODY.PEEK[2.1.2]"), StringComparison.Ordinal);
        Assert.StartsWith("* 1 FETCH (FLAGS () INTERNALDATE ", await client.DoAsync("FETCH 1 FULL"), StringComparison.Ordinal);
    }

    /// <summary>Dovecot is the judge: the same message, the same question, the same answer but for case and blanks in it.</summary>
    [Theory, MemberData(nameof(Asked))]
    public async Task It_answers_as_Dovecot_does(string message, string asked)
    {
        var dovecot = await real.GetAsync();
        var bytes = Bytes(message switch { nameof(Mixed) => Mixed, nameof(Simple) => Simple, _ => Image });
        await using var post = await LoopbackServer.StartAsync();
        var user = $"fetch@{dovecot.Domain}";
        post.AddAccount(user, dovecot.Password);

        var expected = await AskAsync(dovecot.Imap, user, dovecot.Password, bytes, asked);
        var actual = await AskAsync(post.ImapPort, user, dovecot.Password, bytes, asked);

        Assert.Equal(expected, actual, ignoreCase: true);
    }

    private static async Task<string> AskAsync(int port, string user, string password, byte[] message, string asked)
    {
        await using var client = await LoopbackClient.ConnectAsync(port);
        await client.ReadAsync();
        Assert.Contains("OK", await client.DoAsync($"LOGIN {user} {password}"), StringComparison.Ordinal);
        await client.DoAsync("DELETE asked");
        await client.DoAsync("CREATE asked");
        Assert.Contains("OK", await client.DoAsync($"APPEND asked {{{message.Length}+}}\r\n{Encoding.Latin1.GetString(message)}"), StringComparison.Ordinal);
        await client.DoAsync("SELECT asked");
        await client.DoAsync("STORE 1 FLAGS (\\Seen)");
        var said = await client.DoAsync($"FETCH 1 ({asked})");
        return string.Join('\n', said.Split('\n')[..^1]).Replace(" \\Recent", "", StringComparison.Ordinal);
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n"));
}
