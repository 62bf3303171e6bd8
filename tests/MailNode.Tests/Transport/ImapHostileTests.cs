using System.IO.Compression;
using System.Text;
using MailNode.Transport;
using MailNode.Transport.Imap;
using MailNode.Transport.Imap.Commands;
using MailNode.Transport.Wire;

namespace MailNode.Tests.Transport;

/// <summary>Servers that lie about lengths, talk without end, hang up anywhere, or send what is no IMAP at all.</summary>
public sealed class ImapHostileTests
{
    private const int Keep = 1000;

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("* 1 FETCH (UID 1 BODY[] {3}\r\none)\r\n", "one")]
    [InlineData("* 1 FETCH (UID 1 BODY[] {3+}\r\none)\r\n", "one")]
    [InlineData("* 1 FETCH (UID 1 BODY[] ~{3}\r\none)\r\n", "one")]
    [InlineData("* 1 FETCH (BODY[] {0}\r\n UID 1)\r\n", "")]
    [InlineData("* 1 FETCH (UID 1 BODY[] \"\")\r\n", "")]
    [InlineData("* 1 FETCH (UID 1 BODY[] \"o\0e\")\r\n", "o\0e")]
    [InlineData("* 1 FETCH (UID 1 BODY[] \"\\\\e\")\r\n", "\\e")]
    [InlineData("* 1 fetch (uid 1 body[] {3}\r\n\0{9)\r\n", "\0{9")]
    [InlineData("* 1  FETCH  (UID 1  BODY[] {3}\none )\n", "one")]
    public async Task A_body_is_read_in_whatever_form_it_comes(string said, string expected)
    {
        foreach (var atOnce in (int[])[1, 7, int.MaxValue])
        {
            await using var connection = new WirePlayback(Encoding.UTF8.GetBytes(said + "A1 OK\r\n"), atOnce).OpenImap();
            using var pipeline = Pipeline(connection, 1);
            var message = await pipeline.NextAsync(None);
            Assert.Equal(expected, Text(message!));
            Assert.Null(await pipeline.NextAsync(None));
        }
    }

    [Theory]
    [InlineData(1001)]
    [InlineData(5_000_000)]
    public async Task A_body_larger_than_allowed_is_passed_over_and_never_kept(int size)
    {
        var said = $"* 1 FETCH (UID 1 BODY[] {{{size}}}\r\n{new string('x', size)})\r\n{Body(2, "two")}A1 OK\r\n";
        await using var connection = new WirePlayback(Encoding.ASCII.GetBytes(said), 100_000).OpenImap();
        using var pipeline = Pipeline(connection, 1, 2);
        var first = await pipeline.NextAsync(None);
        Assert.Equal((0, size), (first!.Content!.Value.Bytes.Length, first.Content.Value.Announced));
        Assert.Equal("two", Text((await pipeline.NextAsync(None))!));
    }

    [Theory]
    [InlineData("* 1 FETCH (UID 1 BODY[] {9223372036854775808}\r\n")]
    [InlineData("* 1 FETCH (UID 1 BODY[] {268435457}\r\n")]
    [InlineData("* 1 FETCH (UID 1 BODY[] {40}\r\none)\r\nA1 OK\r\n* 2 FETCH (UID 2 BODY[] {3}\r\ntwo)\r\n")]
    public async Task A_length_that_cannot_be_true_ends_the_connection(string said)
    {
        await using var connection = new WirePlayback(Encoding.ASCII.GetBytes(said)).OpenImap();
        using var pipeline = Pipeline(connection, 1, 2);
        await Assert.ThrowsAsync<MailException>(() => DrainAsync(pipeline));
        Assert.True(connection.Stream.IsBroken);
    }

    [Fact]
    public async Task Wherever_the_server_hangs_up_only_whole_messages_were_handed_out()
    {
        var whole = Encoding.ASCII.GetBytes($"{Body(1, "one")}* OK Still here\r\n{Body(2, "two")}* 2 FETCH (UID 2 FLAGS ())\r\n{Body(3, "three")}A1 OK done\r\n");
        for (var cut = 0; cut <= whole.Length; cut++)
        {
            await using var connection = new WirePlayback(whole[..cut]).OpenImap();
            using var pipeline = Pipeline(connection, 1, 2, 3);
            var texts = new List<string>();
            var problem = await Record.ExceptionAsync(() => DrainAsync(pipeline, texts));
            Assert.Equal(((string[])["one", "two", "three"]).Take(texts.Count), texts);
            Assert.Equal(cut < whole.Length, problem is MailException { Problem: MailProblem.ConnectionLost });
        }
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(80, false)]
    public async Task Chatter_between_messages_is_borne_for_a_while(int megabytes, bool borne)
    {
        var chatter = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("* OK Still here, and still here, and here\r\n", 24_000)));
        using var said = new MemoryStream();
        for (var i = 0; i < megabytes; i++)
            await said.WriteAsync(chatter);
        await said.WriteAsync(Encoding.ASCII.GetBytes($"{Body(1, "one")}A1 OK\r\n"));
        await using var connection = new WirePlayback(said.ToArray(), 60_000).OpenImap();
        using var pipeline = Pipeline(connection, 1);
        if (borne)
            Assert.Equal("one", Text((await pipeline.NextAsync(None))!));
        else
            Assert.Equal(MailProblem.Garbage, (await Assert.ThrowsAsync<MailException>(() => DrainAsync(pipeline))).Problem);
    }

    [Fact]
    public async Task Messages_that_nobody_asked_for_are_chatter()
    {
        var said = string.Concat(Enumerable.Range(0, 70).Select(uid => Body(1000 + uid, new string('x', 1_000_000))));
        await using var connection = new WirePlayback(Encoding.ASCII.GetBytes(said), 60_000).OpenImap();
        using var pipeline = Pipeline(connection, 1);
        Assert.Equal(MailProblem.Garbage, (await Assert.ThrowsAsync<MailException>(() => DrainAsync(pipeline))).Problem);
    }

    [Fact]
    public async Task Noise_ends_in_a_failure_and_never_in_a_message()
    {
        var grammar = "* 1 FETCH(UD){}[]\"\\~+\r\n0\0"u8.ToArray();
        uint seed = 5;
        for (var round = 0; round < 300; round++)
        {
            var noise = new byte[2000];
            foreach (ref var one in noise.AsSpan())
            {
                seed = (seed * 1664525) + 1013904223;
                one = (round & 1) == 0 ? (byte)(seed >> 24) : grammar[(seed >> 24) % grammar.Length];
            }
            await using var connection = new WirePlayback(noise, 99).OpenImap();
            using var pipeline = Pipeline(connection, 1);
            await Assert.ThrowsAsync<MailException>(() => DrainAsync(pipeline));
        }
    }

    [Fact]
    public async Task Compression_is_agreed_on_and_then_used_both_ways()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.AnswerAsync("COMPRESS DEFLATE");
            peer.Deflate();
            await peer.AnswerAsync("NOOP", "* 3 EXISTS");
            await peer.AnswerAsync("NOOP");
            await peer.WaitForEndAsync();
        });
        await using var connection = await CompressibleAsync(server);
        await Compress.RunAsync(connection, None);
        await Noop.RunAsync(connection, None);
        await Noop.RunAsync(connection, None);
    }

    [Fact]
    public async Task Where_compression_is_refused_the_conversation_goes_on_without()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.AnswerAsync("COMPRESS DEFLATE", ending: "NO [COMPRESSIONACTIVE] TLS does it");
            await peer.AnswerAsync("NOOP");
            await peer.WaitForEndAsync();
        });
        await using var connection = await CompressibleAsync(server);
        await Compress.RunAsync(connection, None);
        await Noop.RunAsync(connection, None);
    }

    [Fact]
    public async Task What_is_not_compressed_although_agreed_ends_the_connection()
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.AnswerAsync("COMPRESS DEFLATE");
            await peer.ReadBytesAsync(1);
            await peer.SayAsync("* OK and now in plain text");
            await peer.WaitForEndAsync();
        });
        await using var connection = await CompressibleAsync(server);
        await Compress.RunAsync(connection, None);
        Assert.Equal(MailProblem.ConnectionLost, (await Assert.ThrowsAsync<MailException>(() => Noop.RunAsync(connection, None))).Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("* OK Still here\r\n")]
    public async Task A_bomb_in_compressed_words_meets_the_same_limits(string repeated)
    {
        using var packed = new MemoryStream();
        await using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var block = repeated.Length == 0 ? new byte[1 << 20] : Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(repeated, 60_000)));
            for (var megabytes = 0; megabytes < 90; megabytes++)
                await deflate.WriteAsync(block);
        }
        await using var connection = new WirePlayback(packed.ToArray()).OpenImap();
        connection.Stream.Deflate();
        Assert.Equal(MailProblem.Garbage, (await Assert.ThrowsAsync<MailException>(() => Noop.RunAsync(connection, None))).Problem);
    }

    private static async Task<ImapConnection> CompressibleAsync(ScriptedServer server)
    {
        var address = server.Address();
        var stream = await Dial.OpenAsync(address, TimeProvider.System, None);
        return new ImapConnection(stream, address with { Tls = TlsMode.Implicit }) { Capabilities = new ImapCapabilities("COMPRESS=DEFLATE") };
    }

    private static FetchPipeline Pipeline(ImapConnection connection, params uint[] uids) => new(
        connection, [new FetchOrder(UidSet.Split(uids).First().Set, "(UID BODY.PEEK[])", Keep) { Uids = uids, IsOfBodies = true }], _ => Task.CompletedTask);

    private static async Task DrainAsync(FetchPipeline pipeline, List<string>? texts = null)
    {
        while (await pipeline.NextAsync(None) is { } message)
            texts?.Add(Text(message));
    }

    private static string Body(int uid, string text) => $"* {uid} FETCH (UID {uid} BODY[] {{{text.Length}}}\r\n{text})\r\n";

    private static string Text(Fetched message) => Encoding.UTF8.GetString(message.Content!.Value.Bytes.Span);
}
