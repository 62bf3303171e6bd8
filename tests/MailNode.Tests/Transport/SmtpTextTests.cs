using System.Text;
using MailNode.Transport;
using MailNode.Transport.Smtp;

namespace MailNode.Tests.Transport;

/// <summary>What goes into DATA and into addresses, and what replies mean.</summary>
public sealed class SmtpTextTests
{
    [Theory]
    [InlineData("", ".\r\n")]
    [InlineData("a", "a\r\n.\r\n")]
    [InlineData("a\r\n", "a\r\n.\r\n")]
    [InlineData("a\n\nb\rc", "a\r\n\r\nb\r\nc\r\n.\r\n")]
    [InlineData(".", "..\r\n.\r\n")]
    [InlineData("a\r\n.\r\nMAIL FROM:<evil@x>\r\n", "a\r\n..\r\nMAIL FROM:<evil@x>\r\n.\r\n")]
    [InlineData("a\n.\nb", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData("a\r.\rb", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData("a\n.\r\nb", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData("a\r\r\n.\r\n", "a\r\n\r\n..\r\n.\r\n")]
    [InlineData("a\0.b", "a\0.b\r\n.\r\n")]
    public void No_line_of_a_message_can_end_it(string message, string sent)
    {
        foreach (var room in (int[])[5, 6, 7, 8, 4096])
            Assert.Equal(sent, Read(new SmtpBody(Encoding.UTF8.GetBytes(message), dotted: true), room));
        var counted = sent[..^3].ReplaceLineEndings("\n").Split('\n').Select(line => line.StartsWith('.') ? line[1..] : line);
        Assert.Equal(string.Join("\r\n", counted), Read(new SmtpBody(Encoding.UTF8.GetBytes(message), dotted: false), 7));
    }

    [Theory]
    [InlineData("ana@example.org", true)]
    [InlineData("\"ana bell\"@example.org", true)]
    [InlineData("jürgen@exämple.org", true)]
    [InlineData("ana@[127.0.0.1]", true)]
    [InlineData("ana@example.org> NOTIFY=NEVER", false)]
    [InlineData("<ana@example.org", false)]
    [InlineData("ana@example.org\r\nDATA", false)]
    [InlineData("ana\n@example.org", false)]
    [InlineData("\"a\r\nb\"@example.org", false)]
    [InlineData("ana@example.org SIZE=1", false)]
    [InlineData("ana", false)]
    [InlineData("@example.org", false)]
    [InlineData("ana@", false)]
    [InlineData("", false)]
    [InlineData("\"open@example.org", false)]
    public void An_address_says_nothing_but_an_address(string address, bool safe) => Assert.Equal(safe, SmtpAddress.IsSafe(address));

    [Fact]
    public void An_address_is_not_endless() => Assert.False(SmtpAddress.IsSafe(new string('a', 400) + "@example.org"));

    [Theory]
    [InlineData(250, "2.0.0", Retry.Later)]
    [InlineData(450, "4.2.0", Retry.Later)]
    [InlineData(550, "5.1.1", Retry.Never)]
    [InlineData(550, "", Retry.Never)]
    [InlineData(554, "5.5.0", Retry.Later)]
    [InlineData(552, "5.2.2", Retry.Later)]
    [InlineData(421, "", Retry.Later)]
    public void A_reply_says_whether_to_try_again(int code, string enhanced, Retry expected) =>
        Assert.Equal(expected, new SmtpReply(code, enhanced, "").Retry);

    [Theory]
    [InlineData("250 2.1.5 Ok\r\n", 250, "2.1.5", "Ok")]
    [InlineData("250\r\n", 250, "", "")]
    [InlineData("550-5.1.1 no such\r\n550 5.1.1 user\r\n", 550, "5.1.1", "no such user")]
    [InlineData("250-first\n250 second\n", 250, "", "first second")]
    [InlineData("451 4.7 not a code\r\n", 451, "", "4.7 not a code")]
    public async Task Replies_of_all_shapes_are_read(string said, int code, string enhanced, string text)
    {
        await using var dialog = Dialog(said);
        Assert.Equal(new SmtpReply(code, enhanced, text), await dialog.ReadAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("hello\r\n")]
    [InlineData("25\r\n")]
    [InlineData("999 x\r\n")]
    [InlineData("25x ok\r\n")]
    [InlineData("250_ok\r\n")]
    [InlineData("\0\0\0\0\r\n")]
    public async Task What_is_no_reply_is_garbage(string said)
    {
        await using var dialog = Dialog(said);
        var problem = await Assert.ThrowsAsync<MailException>(() => dialog.ReadAsync(CancellationToken.None));
        Assert.Equal((MailProblem.Garbage, Retry.Later), (problem.Problem, problem.Retry));
    }

    [Fact]
    public async Task A_reply_without_end_has_an_end()
    {
        await using var dialog = Dialog(string.Concat(Enumerable.Repeat("250-more\r\n", 10_000)));
        var problem = await Assert.ThrowsAsync<MailException>(() => dialog.ReadAsync(CancellationToken.None));
        Assert.Equal(MailProblem.Garbage, problem.Problem);
    }

    [Fact]
    public void Extensions_are_found_however_they_are_written()
    {
        var offered = new SmtpExtensions(["size 1000", "AUTH=LOGIN", "AUTH PLAIN xoauth2", "PIPELINING", "", "SIZE"]);
        Assert.True(offered.Has("pipelining"));
        Assert.True(offered.HasAuth("login") && offered.HasAuth("PLAIN") && !offered.HasAuth("CRAM-MD5"));
        Assert.Null(new SmtpExtensions(["SIZE"]).MaxSize);
        Assert.Null(new SmtpExtensions(["SIZE 0"]).MaxSize);
        Assert.Equal(35651584, new SmtpExtensions(["SIZE 35651584"]).MaxSize);
    }

    private static string Read(SmtpBody body, int room)
    {
        var (all, piece) = (new List<byte>(), new byte[room]);
        while (body.Read(piece) is > 0 and var length)
            all.AddRange(piece[..length]);
        return Encoding.UTF8.GetString([.. all]);
    }

    private static SmtpDialog Dialog(string said)
    {
        var stream = new WirePlayback(Encoding.UTF8.GetBytes(said)).Open();
        return new SmtpDialog(stream, new MailServer { Host = "h", Port = 1, Tls = TlsMode.None, User = "", Password = _ => default });
    }
}
