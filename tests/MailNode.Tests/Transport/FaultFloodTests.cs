using MailNode.LoopbackMail;
using MailNode.LoopbackMail.Faults;

namespace MailNode.Tests.Transport;

/// <summary>Runs alone, so that what is measured is its own.</summary>
[CollectionDefinition(nameof(FaultFloodTests), DisableParallelization = true)]
public sealed class FaultFlood;

/// <summary>A server that talks without end, or promises more than it has: the client has enough at some time, and keeps little of it.</summary>
[Collection(nameof(FaultFloodTests))]
public sealed class FaultFloodTests
{
    private const long Mega = 1 << 20;

    /// <summary>Twice the largest message that the session asks for, and what belongs to it, is nothing beside this.</summary>
    private const long MostHeld = 160 * Mega;

    /// <summary>More than twice what our client takes of what nobody asked for.</summary>
    private const long MostTaken = 160 * Mega;

    private const long Flood = 200 * Mega;

    public static TheoryData<string, string> Floods => new()
    {
        { @"^\* OK \[CAPABILITY", "* OK Still here\r\n" },
        { @"^\* LIST ", "* LIST () \"/\" \"folder\"\r\n" },
        { @"^\* LIST ", "* LIST x\r\n" },
        { @"^\* NAMESPACE ", "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n" },
        { @"^\* LIST ", "+ go on\r\n" },
        { @"^\* LIST ", "x" },
        { @"^\* 1 FETCH ", "* 1 FETCH (UID 1 BODY[] {1000}\r\n" },
        { @"^\* 1 FETCH ", "* 1 FETCH (UID 1 X (" },
        { @"^\* 1 FETCH ", "* 1 FETCH (UID 1 FLAGS ())\r\n" },
        { @"^\* STATUS ", "* STATUS \"INBOX\" (MESSAGES 1)\r\n" },
        { @"^\* \d EXISTS", "* 7 EXISTS\r\n* 1 EXPUNGE\r\n" },
        { @"^\* FLAGS", "\r\n" },
    };

    [Theory, MemberData(nameof(Floods))]
    public async Task An_imap_client_has_enough_at_some_time(string before, string said)
    {
        await using var post = await LoopbackServer.StartAsync();
        post.AddAccount("ana@example.test", "secret");
        post.Deliver("ana@example.test", FaultSession.Kept);
        post.Deliver("ana@example.test", FaultSession.Deleted);
        await using var proxy = FaultProxy.Before("127.0.0.1", post.ImapPort);
        var server = FaultSession.Address(proxy.Port, "ana@example.test");
        await EndsAsync(proxy, before, said, () => FaultSession.ImapAsync(server, TimeProvider.System, looksInside: false));
    }

    [Theory]
    [InlineData("^220 ", "220-hello\r\n")]
    [InlineData("^250-mail", "250-X-EXTENSION\r\n")]
    [InlineData("^354", "x")]
    [InlineData("^250 2.0.0", "250-2.0.0 and\r\n")]
    public async Task An_smtp_client_has_enough_at_some_time(string before, string said)
    {
        await using var post = await LoopbackServer.StartAsync(new LoopbackOptions { SmtpNeedsLogin = true }.Without("CHUNKING"));
        post.AddAccount("ana@example.test", "secret");
        await using var proxy = FaultProxy.Before("127.0.0.1", post.SmtpPort);
        await EndsAsync(
            proxy, before, said,
            () => FaultSession.SmtpAsync(FaultSession.Address(proxy.Port, "ana@example.test"), "ana@example.test", TimeProvider.System));
    }

    [Theory]
    [InlineData("{4294967295}")]
    [InlineData("{2147483647}")]
    [InlineData("{268435455}")]
    public async Task No_room_is_made_for_what_is_only_promised(string literal)
    {
        await using var post = await LoopbackServer.StartAsync();
        post.AddAccount("ana@example.test", "secret");
        post.Deliver("ana@example.test", FaultSession.Kept);
        await using var proxy = FaultProxy.Before("127.0.0.1", post.ImapPort);
        var promise = FaultGarbage.Bytes($"* 1 FETCH (UID 1 BODY[] {literal}\r\nx");
        Deed[] deeds = [new Deed.Insert(promise), new Deed.Cut()];
        proxy.Faults = [.. deeds.Select(deed => FaultProxyTests.On(Toward.Client, @"^\* 1 FETCH ", deed))];
        var before = GC.GetTotalAllocatedBytes();
        var session = FaultSession.ImapAsync(FaultSession.Address(proxy.Port, "ana@example.test"), TimeProvider.System, false);

        Assert.False(await FaultSession.EndsAsync(session, literal));

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 40 * Mega);
    }

    private static async Task EndsAsync(FaultProxy proxy, string before, string said, Func<Task> session)
    {
        var block = FaultGarbage.Bytes(string.Concat(Enumerable.Repeat(said, (int)(64 * 1024 / said.Length))));
        proxy.Faults = [FaultProxyTests.On(Toward.Client, before, new Deed.Insert(block, Flood / block.Length)) with { Times = 1 }];
        var held = GC.GetTotalMemory(forceFullCollection: true);

        var running = session();
        var most = 0L;
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, proxy.PassedAsync(16 * Mega));
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - held);
        }
        var isDone = await FaultSession.EndsAsync(running, said);

        Assert.False(isDone);
        Assert.InRange(proxy.BytesToClient, 1, MostTaken);
        Assert.InRange(most, long.MinValue, MostHeld);
    }
}
