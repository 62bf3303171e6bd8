using System.Text;
using MailNode.Transport;
using MailNode.Transport.Wire;

namespace MailNode.Tests.Transport;

/// <summary>Lines and blocks out of a stream that cuts them anywhere.</summary>
public sealed class WireStreamTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Lines_and_blocks_come_out_however_the_bytes_arrive(int atOnce)
    {
        var block = new string('x', 70_000);
        await using var stream = new WirePlayback(Encoding.ASCII.GetBytes($"one\r\n\r\ntwo\n{block}skipped!three\r\n"), atOnce).Open();

        Assert.Equal("one", await LineAsync(stream));
        Assert.Equal("", await LineAsync(stream));
        Assert.Equal("two", await LineAsync(stream));
        var got = new byte[block.Length];
        await stream.ReadBlockAsync(got, None);
        Assert.Equal(block, Encoding.ASCII.GetString(got));
        await stream.SkipAsync(8, None);
        Assert.Equal("three", await LineAsync(stream));
    }

    [Fact]
    public async Task A_line_may_be_long_but_not_endless()
    {
        var longest = new string('a', 900_000);
        await using var good = new WirePlayback(Encoding.ASCII.GetBytes(longest + "\r\nnext\r\n"), 30_000).Open();
        Assert.Equal(longest, await LineAsync(good));
        Assert.Equal("next", await LineAsync(good));

        await using var endless = new WirePlayback(new byte[4 << 20]).Open();
        var problem = await Assert.ThrowsAsync<MailException>(() => LineAsync(endless));
        Assert.Equal(MailProblem.Garbage, problem.Problem);
        Assert.Equal(MailProblem.ConnectionLost, (await Assert.ThrowsAsync<MailException>(() => LineAsync(endless))).Problem);
    }

    [Fact]
    public async Task The_end_of_the_stream_is_a_lost_connection_with_the_last_words()
    {
        await using var stream = new WirePlayback("half a li"u8.ToArray()).Open();
        stream.LastWords = "down for maintenance";
        var problem = await Assert.ThrowsAsync<MailException>(() => LineAsync(stream));
        Assert.Equal((MailProblem.ConnectionLost, Retry.Later), (problem.Problem, problem.Retry));
        Assert.Contains("down for maintenance", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_read_leaves_the_stream_broken()
    {
        await using var stream = new WirePlayback("line\r\n"u8.ToArray()).Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stream.ReadLineAsync(new CancellationToken(true)));
        Assert.True(stream.IsBroken);
    }

    [Fact]
    public async Task A_silent_server_is_given_up_when_its_time_is_over()
    {
        var clock = new WireClock();
        await using var server = ScriptedServer.Start(peer => peer.WaitForEndAsync());
        await using (var stream = await Dial.OpenAsync(server.Address() with { Timeout = TimeSpan.FromMinutes(3) }, clock, None))
        {
            var reading = LineAsync(stream);
            await clock.SomebodyWaitsAsync(TimeSpan.FromMinutes(3));
            clock.Advance(TimeSpan.FromMinutes(3));
            Assert.Equal(MailProblem.ConnectionLost, (await Assert.ThrowsAsync<MailException>(() => reading)).Problem);
        }
    }

    [Fact]
    public async Task Waiting_in_vain_loses_nothing_that_comes_later()
    {
        var clock = new WireClock();
        var mayTalk = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = ScriptedServer.Start(async peer =>
        {
            await mayTalk.Task;
            await peer.SayAsync("first\nsecond");
            await peer.WaitForEndAsync();
        });
        await using (var stream = await Dial.OpenAsync(server.Address(), clock, None))
        {
            var waiting = stream.WaitAsync(TimeSpan.FromMinutes(1), None);
            await clock.SomebodyWaitsAsync(TimeSpan.FromMinutes(1));
            clock.Advance(TimeSpan.FromMinutes(1));
            Assert.False(await waiting);
            mayTalk.SetResult();
            Assert.True(await stream.WaitAsync(TimeSpan.FromMinutes(1), None));
            Assert.Equal("first", await LineAsync(stream));
            Assert.Equal("second", await LineAsync(stream));
        }
    }

    [Fact]
    public void What_a_server_says_is_one_short_line_without_tricks()
    {
        Assert.Equal("a b c", ServerText.Clean("a\tb\u202ec\r\n"u8));
        Assert.True(ServerText.Clean(new byte[5000]).Length < 300);
        Assert.True(ServerText.Clean(Encoding.ASCII.GetBytes(new string('x', 5000))).Length < 300);
    }

    private static async Task<string> LineAsync(MailStream stream) => Encoding.ASCII.GetString((await stream.ReadLineAsync(None)).Span);
}
