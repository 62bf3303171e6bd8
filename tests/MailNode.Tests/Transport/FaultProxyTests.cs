using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using MailNode.LoopbackMail;
using MailNode.LoopbackMail.Faults;

namespace MailNode.Tests.Transport;

/// <summary>The fault proxy does to a stream what it is told to, where it is told to, and nothing else.</summary>
public sealed class FaultProxyTests
{
    private const string Ana = "ana@example.test";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Without_faults_all_passes_and_is_counted()
    {
        await using var post = await StartAsync();
        await using var proxy = FaultProxy.Before("127.0.0.1", post.ImapPort);
        await using var client = await LoopbackClient.ImapAsync(proxy.Port);

        Assert.Equal("OK Done", await client.DoAsync("NOOP"));

        Assert.Equal(1, proxy.Connections);
        Assert.Equal($"t1 LOGIN {Ana} secret\r\nt2 NOOP\r\n".Length, proxy.BytesToServer);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(30)]
    public async Task What_the_server_says_is_cut_at_the_byte(int at)
    {
        await using var post = await StartAsync();
        await using var proxy = FaultProxy.Before("127.0.0.1", post.ImapPort);
        proxy.Faults = [new Fault(Toward.Client, new Place.Byte(at), new Deed.Cut()) { Times = 1 }];
        await using var client = await LoopbackClient.ConnectAsync(proxy.Port);

        Assert.Equal(at, (await client.ReadAsync() ?? "").Length);
        Assert.Equal(at, proxy.BytesToClient);

        await using var next = await LoopbackClient.ImapAsync(proxy.Port);
        Assert.Equal(2, proxy.Connections);
    }

    [Fact]
    public async Task What_the_client_says_is_cut_at_the_byte()
    {
        await using var post = await StartAsync();
        await using var proxy = FaultProxy.Before("127.0.0.1", post.ImapPort);
        proxy.Faults = [new Fault(Toward.Server, new Place.Byte(10), new Deed.Cut())];
        await using var client = await LoopbackClient.ConnectAsync(proxy.Port);
        await client.ReadAsync();

        await client.SendAsync("a NOOP\r\nb NOOP\r\n");

        while (await client.ReadAsync() is { } line)
            Assert.DoesNotContain("b OK", line, StringComparison.Ordinal);
        Assert.Equal(10, proxy.BytesToServer);
        Assert.DoesNotContain("imap: b NOOP", post.Heard);
    }

    [Theory]
    [InlineData(Toward.Client, 5)]
    [InlineData(Toward.Server, 3)]
    public async Task A_connection_is_reset_at_the_byte(Toward toward, int at)
    {
        await using var post = await StartAsync();
        await using var proxy = FaultProxy.Before("127.0.0.1", post.ImapPort);
        proxy.Faults = [new Fault(toward, new Place.Byte(at), new Deed.Reset())];

        var problem = await Record.ExceptionAsync(async () =>
        {
            await using var client = await LoopbackClient.ConnectAsync(proxy.Port);
            await client.SendAsync("a NOOP\r\n");
            while (await client.ReadAsync() is not null)
                ;
        });

        Assert.True(problem is IOException or SocketException, $"{problem}");
        Assert.Equal(at, toward == Toward.Client ? proxy.BytesToClient : proxy.BytesToServer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_stalls_until_it_is_time_or_the_test_lets_go(bool byClock)
    {
        var clock = new WireClock();
        await using var post = await StartAsync();
        await using var proxy = FaultProxy.Before("127.0.0.1", post.ImapPort, clock);
        proxy.Faults = [new Fault(Toward.Client, new Place.Byte(4), new Deed.Stall(TimeSpan.FromHours(1)))];
        await using var client = await LoopbackClient.ConnectAsync(proxy.Port);
        var line = client.ReadAsync();
        await proxy.Stalled.WaitAsync(Patience);
        await clock.SomebodyWaitsAsync(TimeSpan.FromHours(1)).WaitAsync(Patience);
        Assert.Equal(4, proxy.BytesToClient);
        Assert.False(line.IsCompleted);

        if (byClock)
            clock.Advance(TimeSpan.FromHours(1));
        else
            proxy.Release();

        Assert.StartsWith("* OK [", await line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_are_turned_doubled_and_lost()
    {
        await using var post = await StartAsync();
        await using var proxy = FaultProxy.Before("127.0.0.1", post.ImapPort);
        proxy.Faults =
        [
            new Fault(Toward.Client, new Place.Byte(0), new Deed.Corrupt(1)),
            new Fault(Toward.Client, new Place.Byte(2), new Deed.Duplicate(3)),
            new Fault(Toward.Client, new Place.Byte(6), new Deed.Swallow(11)),
        ];
        await using var client = await LoopbackClient.ConnectAsync(proxy.Port);
        Assert.StartsWith("+ OK OK [IMAP4rev1 ", await client.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_are_lost_doubled_and_cut_before_by_pattern()
    {
        await using var post = await StartAsync();
        await using var proxy = FaultProxy.Before("127.0.0.1", post.ImapPort);
        proxy.Faults =
        [
            On(Toward.Client, "^[abc] OK", new Deed.Swallow()),
            On(Toward.Server, "^d ", new Deed.Duplicate()),
            On(Toward.Client, "^e ", new Deed.Cut()) with { Times = 1 },
        ];
        await using var client = await LoopbackClient.ImapAsync(proxy.Port);
        await client.SendAsync("a NOOP\r\nb NOOP\r\nc NOOP\r\nd NOOP\r\n");
        Assert.Equal("d OK Done", await client.ReadAsync());
        Assert.Equal("d OK Done", await client.ReadAsync());
        await client.SendAsync("e NOOP\r\n");
        Assert.Null(await client.ReadAsync());
        Assert.Contains("imap: e NOOP", post.Heard);
    }

    [Fact]
    public async Task A_whole_conversation_survives_one_byte_at_a_time()
    {
        await using var post = await StartAsync();
        await using var proxy = FaultProxy.Before("127.0.0.1", post.ImapPort);
        proxy.Faults = [.. Enum.GetValues<Toward>().Select(toward => new Fault(toward, new Place.Byte(0), new Deed.Dribble()))];
        var text = string.Concat(Enumerable.Range(0, 400).Select(i => $"line {i}\r\n"));

        await using var client = await LoopbackClient.ImapAsync(proxy.Port);
        await client.DoAsync($"APPEND INBOX {{{text.Length}+}}\r\n{text}");
        await client.DoAsync("SELECT INBOX");

        Assert.Contains(text.Replace("\r", "", StringComparison.Ordinal), await client.DoAsync("FETCH 1 BODY.PEEK[]"), StringComparison.Ordinal);
        Assert.Equal(text, Encoding.Latin1.GetString(post.Account(Ana).Folder("INBOX").Messages[0].Bytes));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_connection_that_ends()
    {
        await using var proxy = FaultProxy.Before("127.0.0.1", 1);
        await using var client = await LoopbackClient.ConnectAsync(proxy.Port);
        Assert.True(await Record.ExceptionAsync(async () => Assert.Null(await client.ReadAsync())) is null or IOException);
    }

    internal static Fault On(Toward toward, string pattern, Deed deed) =>
        new(toward, new Place.Line(new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1))), deed);

    private static async Task<LoopbackServer> StartAsync()
    {
        var post = await LoopbackServer.StartAsync();
        post.AddAccount(Ana, "secret");
        return post;
    }
}
