using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MailNode.Transport;
using MailNode.Transport.Imap;
using MailNode.Transport.Sasl;
using MailNode.Transport.Smtp;
using MailNode.Transport.Wire;

namespace MailNode.Tests.Transport;

/// <summary>Each way to log in, at Dovecot, and at Postfix, which asks Dovecot.</summary>
public sealed class SaslRealServerTests(RealServers servers)
{
    private static readonly CancellationToken None = CancellationToken.None;

    public static TheoryData<string> Mechanisms => ["SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN", "OAUTHBEARER", "XOAUTH2"];

    private sealed class Tokens(RealServer there, string user, params int[] lifetimes) : ITokenSource
    {
        private int at;

        public ValueTask<string> GetAsync(CancellationToken c) => ValueTask.FromResult(Token(there, user, lifetimes[Math.Min(at, lifetimes.Length - 1)]));

        public void Reject(string token) => at++;
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public async Task Dovecot_takes_it(string mechanism)
    {
        var (server, secret) = await AccountAsync(mechanism, one => one.Imaps);
        await using var connection = new ImapConnection(await Dial.OpenAsync(server, TimeProvider.System, None), server);
        await ImapReader.ReadAsync(connection.Stream, 0, None);
        var dialog = new MailNode.Transport.Imap.Commands.Authenticate(connection);
        Assert.NotNull(await SaslLogin.RunAsync(dialog, server with { Token = null }, [mechanism], Wrong(secret), None));
        Assert.Null(await SaslLogin.RunAsync(dialog, server, [mechanism], secret, None));
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public async Task Postfix_takes_it(string mechanism)
    {
        var (server, secret) = await AccountAsync(mechanism, one => one.Submissions);
        await using var dialog = new SmtpDialog(await Dial.OpenAsync(server, TimeProvider.System, None), server);
        await dialog.ReadAsync(None);
        await MailNode.Transport.Smtp.Commands.Ehlo.RunAsync(dialog, None);
        var auth = new MailNode.Transport.Smtp.Commands.Auth(dialog);
        Assert.NotNull(await SaslLogin.RunAsync(auth, server with { Token = null }, [mechanism], Wrong(secret), None));
        Assert.Null(await SaslLogin.RunAsync(auth, server, [mechanism], secret, None));
    }

    [Fact]
    public async Task The_strongest_is_chosen_and_an_expired_token_renewed()
    {
        var there = await servers.GetAsync();
        var (account, _) = await AccountAsync("PLAIN", one => one.Imaps);
        await using (await ImapMailbox.ConnectAsync(account, TimeProvider.System, None))
        {
        }
        var log = await File.ReadAllTextAsync(Path.Combine(there.Directory, "log", "dovecot"), None);
        Assert.Contains($"Login: user=<{account.User}>, method=SCRAM-SHA-256", log, StringComparison.Ordinal);

        var tokens = new Tokens(there, account.User, -60, 3600);
        await using var mailbox = await ImapMailbox.ConnectAsync(account with { Token = tokens }, TimeProvider.System, None);
        Assert.Equal(0, (await mailbox.StatusAsync("INBOX", None)).Count);
        tokens = new Tokens(there, account.User, -60, -50);
        var sending = account with { Port = there.Submissions, Token = tokens };
        var problem = await Assert.ThrowsAsync<MailException>(() => SmtpConnection.ConnectAsync(sending, TimeProvider.System, None));
        Assert.Equal((MailProblem.TokenRefused, Retry.Never), (problem.Problem, problem.Retry));
    }

    private static string Wrong(string secret) => secret[..^4] + "AAAA";

    private async Task<(MailServer Server, string Secret)> AccountAsync(string mechanism, Func<RealServer, int> port)
    {
        var there = await servers.GetAsync();
        Assert.SkipWhen(there.TokenKey.Length == 0, "These servers take no tokens.");
        var user = $"s{Convert.ToHexString(RandomNumberGenerator.GetBytes(6))}@{there.Domain}".ToLowerInvariant();
        var server = new MailServer
        {
            Host = there.Host, Port = port(there), Tls = TlsMode.Implicit, User = user, ExtraRoots = there.Roots,
            Password = _ => ValueTask.FromResult(there.Password),
        };
        return mechanism.Contains("AUTH", StringComparison.Ordinal)
            ? (server with { Token = new Tokens(there, user, 3600) }, Token(there, user, 3600))
            : (server, there.Password);
    }

    /// <summary>A JWT (RFC 7519) that is good for so many seconds.</summary>
    private static string Token(RealServer there, string user, int lifetime)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var text = Encode("""{"alg":"HS256","typ":"JWT"}"""u8) + "."
            + Encode(Encoding.UTF8.GetBytes($$"""{"email":"{{user}}","sub":"{{user}}","iat":{{now - 100}},"exp":{{now + lifetime}}}"""));
        return $"{text}.{Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(there.TokenKey), Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
