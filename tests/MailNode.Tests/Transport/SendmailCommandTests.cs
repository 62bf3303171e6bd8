using System.Text;
using MailNode.Tests.Configuration;
using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>Mail handed to programs that take it, refuse it, hang, or talk without end.</summary>
public sealed class SendmailCommandTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly byte[] Mail = "Subject: tea\r\n\r\n.\r\nMAIL\rlone\nend"u8.ToArray();

    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task The_envelope_is_arguments_and_the_mail_is_input()
    {
        await Command("printf '%s\\n' \"$@\" > arguments; cat > mail").SendAsync("ana@a.org", ["ben@b.org", "c'em@c.org"], Mail, None);

        Assert.Equal(["-i", "-f", "ana@a.org", "--", "ben@b.org", "c'em@c.org"], await File.ReadAllLinesAsync(temporary["arguments"]));
        Assert.Equal("Subject: tea\n\n.\nMAIL\nlone\nend\n", await File.ReadAllTextAsync(temporary["mail"]));
    }

    [Fact]
    public async Task A_mail_without_return_address_says_so()
    {
        await Command("printf '%s\\n' \"$@\" > arguments; cat > mail").SendAsync("", ["ben@b.org"], Mail, None);
        Assert.Equal("<>", (await File.ReadAllLinesAsync(temporary["arguments"]))[2]);
    }

    [Theory]
    [InlineData(64, MailProblem.Other, Retry.Never)]
    [InlineData(65, MailProblem.MailRefused, Retry.Never)]
    [InlineData(67, MailProblem.MailRefused, Retry.Never)]
    [InlineData(69, MailProblem.MailRefused, Retry.Later)]
    [InlineData(75, MailProblem.Other, Retry.Later)]
    [InlineData(77, MailProblem.LoginRefused, Retry.Never)]
    [InlineData(78, MailProblem.Other, Retry.Later)]
    [InlineData(1, MailProblem.Other, Retry.Later)]
    public async Task The_exit_code_says_what_became_of_it(int code, MailProblem problem, Retry retry)
    {
        var refused = await RefusedAsync($"echo 'no way today' >&2; cat > /dev/null; exit {code}");
        Assert.Equal((problem, retry), (refused.Problem, refused.Retry));
        Assert.EndsWith("It said: no way today", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_does_not_read_or_never_stops_talking_is_no_trap()
    {
        var large = Encoding.ASCII.GetBytes(new string('x', 1 << 20));
        var refused = await Assert.ThrowsAsync<MailException>(() =>
            Command("head -c 3000000 /dev/zero | tr '\\0' x >&2; echo more; exit 67").SendAsync("ana@a.org", ["ben@b.org"], large, None));
        Assert.Equal(Retry.Never, refused.Retry);
        Assert.True(refused.Message.Length < 1000);
    }

    [Fact]
    public async Task A_program_that_hangs_is_ended()
    {
        var clock = new HurriedClock();
        var command = new SendmailCommand(Script("exec sleep 600"), TimeSpan.FromMinutes(5), clock);
        var refused = await Assert.ThrowsAsync<MailException>(() => command.SendAsync("ana@a.org", ["ben@b.org"], Mail, None));
        Assert.Equal((MailProblem.Other, Retry.Later), (refused.Problem, refused.Retry));
        Assert.Contains("300 seconds", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-oQ/tmp@b.org")]
    [InlineData("ben@b.org\n-t")]
    [InlineData("ben")]
    public async Task Nothing_but_an_address_becomes_an_argument(string recipient)
    {
        var command = Command("touch called");
        var refused = await Assert.ThrowsAsync<MailException>(() => command.SendAsync("ana@a.org", [recipient], Mail, None));
        Assert.Equal((MailProblem.MailRefused, Retry.Never), (refused.Problem, refused.Retry));
        await Assert.ThrowsAsync<MailException>(() => command.SendAsync(recipient, ["ben@b.org"], Mail, None));
        Assert.False(File.Exists(temporary["called"]));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_missed()
    {
        var command = new SendmailCommand(temporary["nothing"], TimeSpan.FromMinutes(5), TimeProvider.System);
        Assert.Throws<MailException>(command.Check);
        await Assert.ThrowsAsync<MailException>(() => command.SendAsync("ana@a.org", ["ben@b.org"], Mail, None));
    }

    private async Task<MailException> RefusedAsync(string script) =>
        await Assert.ThrowsAsync<MailException>(() => Command(script).SendAsync("ana@a.org", ["ben@b.org"], Mail, None));

    private SendmailCommand Command(string script) => new(Script(script), TimeSpan.FromMinutes(5), TimeProvider.System);

    private string Script(string script)
    {
        var file = temporary.Write("sendmail", $"#!/bin/sh\ncd \"$(dirname \"$0\")\"\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }
}
