using MailNode.LoopbackMail.Faults;
using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>The fault proxy before Dovecot and Postfix, with our clients behind it.</summary>
public sealed class FaultRealServerTests(RealServers servers)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task One_byte_at_a_time_is_slow_and_right_over_tls_too()
    {
        var there = await servers.GetAsync();
        await using var proxy = FaultProxy.Before("127.0.0.1", there.Imaps);
        proxy.Faults = [.. Enum.GetValues<Toward>().Select(toward => new Fault(toward, new Place.Byte(0), new Deed.Dribble()))];
        await using var mailbox = await ImapMailbox.ConnectAsync(Address(there, proxy.Port, TlsMode.Implicit), TimeProvider.System, None);

        await mailbox.CreateAsync("Dribbled", None);
        var uid = await mailbox.AppendAsync("Dribbled", FaultSession.Kept, [], DateTimeOffset.UnixEpoch, None);

        var state = await mailbox.StatusAsync("Dribbled", None);
        await foreach (var message in mailbox.ReadAsync(new FolderRef("Dribbled", state.UidValidity), [uid!.Value], 10_000, None))
            Assert.Equal(FaultSession.Kept, message.Bytes.ToArray());
    }

    [Theory]
    [InlineData(Toward.Client, false)]
    [InlineData(Toward.Client, true)]
    [InlineData(Toward.Server, false)]
    [InlineData(Toward.Server, true)]
    public async Task Wherever_the_connection_to_Dovecot_ends_the_client_says_so(Toward toward, bool isReset)
    {
        var there = await servers.GetAsync();
        foreach (var tls in (TlsMode[])[TlsMode.None, TlsMode.Implicit])
        {
            await using var proxy = FaultProxy.Before("127.0.0.1", tls == TlsMode.None ? there.Imap : there.Imaps);
            var server = Address(there, proxy.Port, tls);
            await (await ImapMailbox.ConnectAsync(server, TimeProvider.System, None)).DisposeAsync();
            var bytes = toward == Toward.Client ? proxy.BytesToClient : proxy.BytesToServer;
            foreach (var at in FaultSession.Offsets(bytes, 12))
            {
                proxy.Faults = [new Fault(toward, new Place.Byte(at), FaultSession.Deed(isReset))];
                var session = Task.Run(async () => await (await ImapMailbox.ConnectAsync(server, TimeProvider.System, None)).DisposeAsync());
                await FaultSession.EndsAsync(session, $"{tls}, byte {at} of {bytes} toward the {toward}");
            }
        }
    }

    [Fact]
    public async Task A_mail_whose_250_Postfix_said_and_nobody_heard_has_arrived_once()
    {
        var there = await servers.GetAsync();
        await using var proxy = FaultProxy.Before("127.0.0.1", there.Smtp);
        proxy.Faults = [FaultProxyTests.On(Toward.Client, "^250 2.0.0 Ok: .*queued", new Deed.Cut())];
        var to = $"lost250@{there.Domain}";
        var server = Address(there, proxy.Port, TlsMode.None) with { User = "" };
        await using (var connection = await SmtpConnection.ConnectAsync(server, TimeProvider.System, None))
        {
            var problem = await Assert.ThrowsAsync<MailException>(() => connection.SendAsync(to, [to], FaultSession.Kept, None));
            Assert.Equal((MailProblem.ConnectionLost, Retry.Later), (problem.Problem, problem.Retry));
        }

        await there.DrainAsync();

        var direct = Address(there, there.Imap, TlsMode.None) with { User = to };
        await using var mailbox = await ImapMailbox.ConnectAsync(direct, TimeProvider.System, None);
        Assert.Equal(1, (await mailbox.StatusAsync("INBOX", None)).Count);
    }

    private static MailServer Address(RealServer there, int port, TlsMode tls) => new()
    {
        Host = "127.0.0.1", Port = port, Tls = tls, User = $"faults@{there.Domain}", Password = _ => ValueTask.FromResult(there.Password),
        ExtraRoots = there.Roots, Timeout = FaultSession.Patience,
    };
}
