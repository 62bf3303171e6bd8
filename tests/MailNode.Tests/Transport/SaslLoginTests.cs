using System.Text;
using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>Ana logs in at servers that offer this and mean that. The same scenes in both protocols where they have the same words.</summary>
public sealed class SaslLoginTests
{
    private const string Plain = "AGFuYQBzM2NyZXQ=";

    private static readonly CancellationToken None = CancellationToken.None;

    private sealed class Tokens(params string[] tokens) : ITokenSource
    {
        private int at;

        public List<string> Rejected { get; } = [];

        public ValueTask<string> GetAsync(CancellationToken c) => ValueTask.FromResult(tokens[Math.Min(at, tokens.Length - 1)]);

        public void Reject(string token)
        {
            Rejected.Add(token);
            at++;
        }
    }

    [Theory]
    [InlineData("504 5.5.4 Unrecognized authentication type")]
    [InlineData("535 5.7.8 no such credentials for this")]
    public async Task A_mechanism_that_ends_before_the_secret_was_tested_gives_way_to_the_next(string refusal)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "AUTH PLAIN LOGIN SCRAM-SHA-256");
            Assert.StartsWith("AUTH SCRAM-SHA-256 ", await peer.ReadLineAsync(), StringComparison.Ordinal);
            await peer.SayAsync(refusal);
            await peer.ExpectAsync($"AUTH PLAIN {Plain}");
            await peer.SayAsync("235 2.7.0 welcome");
            await peer.WaitForEndAsync();
        });
        await using var smtp = await SmtpConnection.ConnectAsync(server.Address(), TimeProvider.System, None);
    }

    [Theory]
    [InlineData("v=d3Jvbmc=")]
    [InlineData("broken base64")]
    public async Task A_server_that_does_not_know_the_password_never_gets_it_in_plain_text(string last)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "AUTH PLAIN SCRAM-SHA-256");
            await ScramAsync(peer);
            await peer.SayAsync(last.StartsWith("v=", StringComparison.Ordinal) ? $"334 {Encode(last)}" : "334 *not*base64*");
            await peer.ExpectAsync("*");
            await peer.SayAsync("501 5.7.0 as you like");
            Assert.Equal("", await RestAsync(peer));
        });
        var problem = await Assert.ThrowsAsync<MailException>(() => SmtpConnection.ConnectAsync(server.Address(), TimeProvider.System, None));
        Assert.Equal((MailProblem.Garbage, Retry.Later), (problem.Problem, problem.Retry));
    }

    [Fact]
    public async Task A_wrong_password_is_not_tried_in_another_way()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "AUTH PLAIN SCRAM-SHA-256");
            await ScramAsync(peer);
            await peer.SayAsync("535 5.7.8 wrong");
            Assert.Equal("", await RestAsync(peer));
        });
        var problem = await Assert.ThrowsAsync<MailException>(() => SmtpConnection.ConnectAsync(server.Address(), TimeProvider.System, None));
        Assert.Equal((MailProblem.LoginRefused, Retry.Never), (problem.Problem, problem.Retry));
    }

    [Fact]
    public async Task Consent_before_the_server_has_proven_itself_is_not_believed()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256] ready");
            var line = (await peer.ReadLineAsync()).Split(' ');
            Assert.Equal(["AUTHENTICATE", "SCRAM-SHA-256"], line[1..3]);
            await peer.SayAsync($"{line[0]} OK come in");
            await peer.WaitForEndAsync();
        });
        var problem = await Assert.ThrowsAsync<MailException>(() => ImapMailbox.ConnectAsync(server.Address(), TimeProvider.System, None));
        Assert.Equal(MailProblem.Garbage, problem.Problem);
    }

    [Theory]
    [InlineData("BAD what?")]
    [InlineData("NO [CANNOT] not that one")]
    [InlineData("NO Unsupported authentication mechanism")]
    [InlineData("NO no mechanism available")]
    [InlineData("NO AUTHENTICATE failed: mechanism not supported")]
    public async Task An_imap_server_that_lists_what_it_does_not_have_gets_the_plain_command(string refusal)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN AUTH=SCRAM-SHA-1] ready");
            await peer.AnswerAsync("AUTHENTICATE SCRAM-SHA-1", ending: refusal);
            await peer.AnswerAsync("AUTHENTICATE PLAIN", ending: refusal);
            await peer.AnswerAsync("LOGIN \"ana\" \"s3cret\"", "* CAPABILITY IMAP4rev1");
            await peer.AnswerAsync("LIST \"\" \"\"", "* LIST (\\Noselect) \"/\" \"\"");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address(), TimeProvider.System, None);
    }

    [Theory]
    [InlineData("NO PLAIN mechanism: wrong password")]
    [InlineData("NO Login failed: basic authentication is not supported, use an app password")]
    [InlineData("NO [AUTHENTICATIONFAILED] Unsupported authentication mechanism")]
    public async Task A_wrong_password_is_said_once_whatever_the_words_of_the_refusal(string refusal)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready");
            await peer.AnswerAsync($"AUTHENTICATE PLAIN {Plain}", ending: refusal);
            Assert.Equal("", await RestAsync(peer));
        });
        var problem = await Assert.ThrowsAsync<MailException>(() => ImapMailbox.ConnectAsync(server.Address(), TimeProvider.System, None));
        Assert.Equal(MailProblem.LoginRefused, problem.Problem);
    }

    [Theory]
    [InlineData("A9 OK somebody else", "something else")]
    [InlineData("what?", "something else")]
    public async Task An_answer_to_something_else_ends_a_login(string answer, string words)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready");
            await peer.TakeAsync($"AUTHENTICATE PLAIN {Plain}");
            await peer.SayAsync(answer);
            await peer.WaitForEndAsync();
        });
        var problem = await Assert.ThrowsAsync<MailException>(() => ImapMailbox.ConnectAsync(server.Address(), TimeProvider.System, None));
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_token_is_answered_renewed_and_tried_once_more()
    {
        var tokens = new Tokens("old", "new");
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.SayAsync("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2] ready");
            var tag = await peer.TakeAsync($"AUTHENTICATE XOAUTH2 {Encode("user=ana\u0001auth=Bearer old\u0001\u0001")}");
            await peer.SayAsync($"+ {Encode("{\"status\":\"400\",\"schemes\":\"Bearer\"}")}");
            await peer.ExpectAsync("");
            await peer.SayAsync($"{tag} NO [AUTHENTICATIONFAILED] Invalid credentials");
            await peer.AnswerAsync($"AUTHENTICATE XOAUTH2 {Encode("user=ana\u0001auth=Bearer new\u0001\u0001")}", "* CAPABILITY IMAP4rev1");
            await peer.AnswerAsync("LIST \"\" \"\"", "* LIST (\\Noselect) \"/\" \"\"");
            await peer.WaitForEndAsync();
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address() with { Token = tokens }, TimeProvider.System, None);
        Assert.Equal(["old"], tokens.Rejected);
    }

    [Theory]
    [InlineData("old", 1)]
    [InlineData("new", 2)]
    public async Task A_token_that_is_refused_again_needs_a_person(string second, int tries)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "AUTH PLAIN XOAUTH2 OAUTHBEARER");
            for (var i = 0; i < tries; i++)
            {
                Assert.StartsWith("AUTH OAUTHBEARER ", await peer.ReadLineAsync(), StringComparison.Ordinal);
                await peer.SayAsync($"334 {Encode("{\"status\":\"invalid_token\"}")}");
                await peer.ExpectAsync("AQ==");
                await peer.SayAsync("535 5.7.8 not accepted");
            }
            Assert.Equal("", await RestAsync(peer));
        });
        var account = server.Address() with { Token = new Tokens("old", second), Password = _ => throw new InvalidOperationException("a password") };
        var problem = await Assert.ThrowsAsync<MailException>(() => SmtpConnection.ConnectAsync(account, TimeProvider.System, None));
        Assert.Equal((MailProblem.TokenRefused, Retry.Never), (problem.Problem, problem.Retry));
        Assert.DoesNotContain("Bearer", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_never_said_where_a_password_is_wanted()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "AUTH PLAIN LOGIN SCRAM-SHA-256");
            Assert.Equal("", await RestAsync(peer));
        });
        var account = server.Address() with { Token = new Tokens("t") };
        Assert.Equal(MailProblem.TokenRefused, (await Assert.ThrowsAsync<MailException>(() => SmtpConnection.ConnectAsync(account, TimeProvider.System, None))).Problem);
    }

    [Fact]
    public async Task A_long_answer_waits_for_the_question()
    {
        var token = new string('t', 2000);
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "AUTH XOAUTH2");
            await peer.ExpectAsync("AUTH XOAUTH2");
            await peer.SayAsync("334 go ahead, whatever");
            await peer.ExpectAsync(Encode($"user=ana\u0001auth=Bearer {token}\u0001\u0001"));
            await peer.SayAsync("235 2.7.0 welcome");
            await peer.WaitForEndAsync();
        });
        await using var smtp = await SmtpConnection.ConnectAsync(server.Address() with { Token = new Tokens(token) }, TimeProvider.System, None);
    }

    [Fact]
    public async Task An_endless_token_is_not_sent_at_all()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "AUTH XOAUTH2");
            Assert.Equal("", await RestAsync(peer));
        });
        var account = server.Address() with { Token = new Tokens(new string('t', 12_000)) };
        Assert.Equal(Retry.Never, (await Assert.ThrowsAsync<MailException>(() => SmtpConnection.ConnectAsync(account, TimeProvider.System, None))).Retry);
    }

    [Theory]
    [InlineData("tok\u0001en")]
    [InlineData("tok en")]
    [InlineData("")]
    public async Task A_token_that_would_say_more_is_not_sent(string token)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await GreetAsync(peer, "AUTH XOAUTH2");
            Assert.Equal("", await RestAsync(peer));
        });
        var account = server.Address() with { Token = new Tokens(token) };
        Assert.Equal(MailProblem.TokenRefused, (await Assert.ThrowsAsync<MailException>(() => SmtpConnection.ConnectAsync(account, TimeProvider.System, None))).Problem);
    }

    [Theory]
    [InlineData(".localhost", true)]
    [InlineData("", false)]
    public void Nothing_secret_leaves_this_machine_in_the_clear(string suffix, bool isHere)
    {
        var server = new MailServer { Host = $"mail.example.test{suffix}", Port = 1, Tls = TlsMode.None, User = "ana", Password = _ => ValueTask.FromResult("s3cret") };
        var asked = MailNode.Transport.Sasl.SaslLogin.SecretAsync(server, None).AsTask();
        Assert.Equal(isHere, asked.IsCompletedSuccessfully);
        Assert.Equal(isHere, asked.Exception?.InnerException is not MailException { Problem: MailProblem.TlsMissing });
    }

    private static async Task GreetAsync(ScriptedPeer peer, string auth)
    {
        await peer.SayAsync("220 ready");
        await peer.ExpectAsync("EHLO [127.0.0.1]");
        await peer.SayAsync($"250-hello\n250 {auth}");
    }

    /// <summary>SCRAM up to the client's proof, which is whatever it is.</summary>
    private static async Task ScramAsync(ScriptedPeer peer)
    {
        var hello = (await peer.ReadLineAsync()).Split(' ');
        Assert.Equal(["AUTH", "SCRAM-SHA-256"], hello[..2]);
        var nonce = Encoding.UTF8.GetString(Convert.FromBase64String(hello[2])).Split("r=")[1];
        await peer.SayAsync($"334 {Encode($"r={nonce}theirs,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")}");
        Assert.Contains(",p=", Encoding.UTF8.GetString(Convert.FromBase64String(await peer.ReadLineAsync())), StringComparison.Ordinal);
    }

    /// <summary>What the client says until it hangs up.</summary>
    private static async Task<string> RestAsync(ScriptedPeer peer)
    {
        try
        {
            var line = await peer.ReadLineAsync();
            return line == "QUIT" ? "" : line;
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
