using System.Security.Cryptography;
using System.Text;
using MailNode.LoopbackMail;

namespace MailNode.Tests.Transport;

/// <summary>Logins by SASL at the loopback server, the same over IMAP and SMTP.</summary>
public sealed class LoopbackSaslTests
{
    private const string Ana = "ana@example.test";

    public static TheoryData<string, string, bool> Answers => new()
    {
        { "PLAIN", $"\0{Ana}\0secret", true },
        { "PLAIN", $"\0{Ana}\0wrong", false },
        { "PLAIN", "nonsense", false },
        { "XOAUTH2", $"user={Ana}\u0001auth=Bearer token\u0001\u0001", true },
        { "XOAUTH2", $"user={Ana}\u0001auth=Bearer old\u0001\u0001", false },
        { "OAUTHBEARER", $"n,a={Ana},\u0001host=h\u0001auth=Bearer token\u0001\u0001", true },
        { "OAUTHBEARER", $"n,a=ben@example.test,\u0001auth=Bearer token\u0001\u0001", false },
    };

    [Theory, MemberData(nameof(Answers))]
    public async Task One_answer_is_enough(string mechanism, string answer, bool isRight)
    {
        await using var post = await StartAsync();
        await using var imap = await LoopbackClient.ConnectAsync(post.ImapPort);
        Assert.Contains($"AUTH={mechanism}", await imap.ReadAsync(), StringComparison.Ordinal);
        await imap.SendAsync($"a AUTHENTICATE {mechanism} {Pack(answer)}\r\n");
        Assert.StartsWith(isRight ? "a OK" : "a NO [AUTHENTICATIONFAILED]", await EndAsync(imap, "+ "), StringComparison.Ordinal);

        await using var smtp = await LoopbackClient.ConnectAsync(post.SmtpPort);
        await smtp.ReplyAsync();
        Assert.Contains(mechanism, await smtp.AskAsync("EHLO me"), StringComparison.Ordinal);
        await smtp.SendAsync($"AUTH {mechanism} {Pack(answer)}\r\n");
        Assert.StartsWith(isRight ? "235" : "535", await EndAsync(smtp, "334 "), StringComparison.Ordinal);
    }

    /// <summary>The example of RFC 7677, section 3, has nonces of its own; the formulas are these.</summary>
    [Theory]
    [InlineData("secret", true)]
    [InlineData("wrong", false)]
    public async Task Scram_proves_both_sides_without_a_password_on_the_wire(string password, bool isRight)
    {
        await using var post = await StartAsync();
        await using var imap = await LoopbackClient.ConnectAsync(post.ImapPort);
        await imap.ReadAsync();
        const string bare = $"n={Ana},r=abc";
        await imap.SendAsync($"a AUTHENTICATE SCRAM-SHA-256\r\n");
        Assert.Equal("+ ", await imap.ReadAsync());
        await imap.SendAsync(Pack("n,," + bare) + "\r\n");
        var serverFirst = Unpack(await imap.ReadAsync());
        var values = serverFirst.Split(',').ToDictionary(part => part[0], part => part[2..]);
        Assert.StartsWith("abc", values['r'], StringComparison.Ordinal);
        var (salt, rounds) = (Convert.FromBase64String(values['s']), int.Parse(values['i'], null));
        var key = Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA256, 32);
        var signed = Encoding.UTF8.GetBytes($"{bare},{serverFirst},c=biws,r={values['r']}");
        var clientKey = HMACSHA256.HashData(key, "Client Key"u8);
        var signature = HMACSHA256.HashData(SHA256.HashData(clientKey), signed);
        var proof = Convert.ToBase64String([.. clientKey.Zip(signature, (one, other) => (byte)(one ^ other))]);
        await imap.SendAsync(Pack($"c=biws,r={values['r']},p={proof}") + "\r\n");

        var last = await imap.ReadAsync();
        if (isRight)
        {
            Assert.Equal("v=" + Convert.ToBase64String(HMACSHA256.HashData(HMACSHA256.HashData(key, "Server Key"u8), signed)), Unpack(last));
            await imap.SendAsync("\r\n");
            last = await imap.ReadAsync();
        }
        Assert.StartsWith(isRight ? "a OK" : "a NO", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_base64_or_not_wanted_any_more_ends_the_login_only()
    {
        await using var post = await StartAsync();
        await using var imap = await LoopbackClient.ConnectAsync(post.ImapPort);
        await imap.ReadAsync();
        await imap.SendAsync("a AUTHENTICATE PLAIN\r\n*\r\n");
        Assert.Equal("+ ", await imap.ReadAsync());
        Assert.Equal("a BAD Not base64", await imap.ReadAsync());
        Assert.StartsWith("NO [CANNOT]", await imap.DoAsync("AUTHENTICATE GSSAPI"), StringComparison.Ordinal);
        Assert.Contains("OK", await imap.DoAsync($"LOGIN {Ana} secret"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withheld_mechanisms_are_neither_announced_nor_taken()
    {
        await using var post = await StartAsync(new LoopbackOptions().Without("AUTH=PLAIN", "SASL-IR").With("LOGINDISABLED"));
        await using var imap = await LoopbackClient.ConnectAsync(post.ImapPort);
        var greeting = await imap.ReadAsync();
        Assert.DoesNotContain("AUTH=PLAIN", greeting, StringComparison.Ordinal);
        Assert.Contains("LOGINDISABLED", greeting, StringComparison.Ordinal);
        Assert.StartsWith("NO [PRIVACYREQUIRED]", await imap.DoAsync($"LOGIN {Ana} secret"), StringComparison.Ordinal);
        Assert.StartsWith("NO [CANNOT]", await imap.DoAsync("AUTHENTICATE PLAIN"), StringComparison.Ordinal);
        Assert.StartsWith("BAD", await imap.DoAsync($"AUTHENTICATE XOAUTH2 {Pack("x")}"), StringComparison.Ordinal);
    }

    private static async Task<string> EndAsync(LoopbackClient client, string prompt)
    {
        var line = await client.ReadAsync();
        if (line?.StartsWith(prompt, StringComparison.Ordinal) != true)
            return line ?? "";
        await client.SendAsync("\r\n");
        return await client.ReadAsync() ?? "";
    }

    private static string Pack(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Unpack(string? line) => Encoding.UTF8.GetString(Convert.FromBase64String(line![2..]));

    private static async Task<LoopbackServer> StartAsync(LoopbackOptions? options = null)
    {
        var post = await LoopbackServer.StartAsync(options);
        post.AddAccount(Ana, "secret").Token = "token";
        post.AddAccount("ben@example.test", "secret");
        return post;
    }
}
