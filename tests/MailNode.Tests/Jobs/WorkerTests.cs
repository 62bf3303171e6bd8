using MailNode.Commands;
using MailNode.Configuration;
using MailNode.Jobs;
using MailNode.LoopbackMail;
using MailNode.Tests.People;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailNode.Tests.Jobs;

/// <summary>A mailbox that wants to be left alone is.</summary>
public sealed class WorkerTests
{
    [Theory]
    [InlineData("BAD Request is throttled. Suggested Backoff Time: 1200000 milliseconds", 20)]
    [InlineData("NO [UNAVAILABLE] in a while", 0)]
    public async Task A_server_that_names_a_time_is_left_alone_until_then(string answer, int minutes)
    {
        await using var world = new LoopbackWorld();
        await world.StartAsync();
        var ana = await world.AddNodeAsync("Ana");
        var surroundings = new Surroundings(world.Clock, world.Variables, TextReader.Null, TextWriter.Null, TextWriter.Null);
        var folder = DataFolder.Resolve(ana.Data, surroundings.Environment);
        var password = PasswordSource.Of(Account.Load(folder), surroundings.Environment, world.Clock);
        var worker = new Worker(folder, surroundings, password, NullLogger<Worker>.Instance);
        var token = TestContext.Current.CancellationToken;
        world.Server.Misbehave = [new Misbehaviour.Answer("STATUS", answer) { Times = 1 }];

        Assert.False(await TriesAsync());
        var early = minutes > 0 ? TimeSpan.FromMinutes(minutes - 1) : TimeSpan.Zero;
        world.Clock.Advance(early);
        var before = world.Server.Connections;
        Assert.Equal(minutes == 0, await TriesAsync());
        if (minutes > 0)
            Assert.Equal(before, world.Server.Connections);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await TriesAsync());

        async Task<bool> TriesAsync()
        {
            var done = false;
            await worker.RunAsync(
                async node =>
                {
                    await node.Pass.RunAsync(_ => { }, token);
                    done = true;
                },
                token);
            return done;
        }
    }
}
