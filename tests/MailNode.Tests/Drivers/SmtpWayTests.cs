using System.Net;
using System.Net.Sockets;
using MailNode.Drivers;
using MailNode.Mime;
using MailNode.Tests.Transport;
using MailNode.Transport;

namespace MailNode.Tests.Drivers;

/// <summary>What becomes of mails when a server leaves connections at moments of its choice.</summary>
public sealed class SmtpWayTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("421 4.7.0 enough for one connection", 2)]
    [InlineData("250 ok\n421 4.7.0 enough for one connection", 2)]
    [InlineData("", 1)]
    public async Task A_mail_that_certainly_nobody_has_is_sent_over_a_new_connection(string leave, int connections)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var serving = ServeAsync(listener, leave, stop.Token);
        var server = new MailServer
        {
            Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, Tls = TlsMode.None, User = "", Password = _ => default,
        };
        var way = new SmtpWay(server, EmailAddress.Parse("ana@a.org"), TimeProvider.System);

        Assert.Null((await way.TransmitAsync("one\r\n"u8.ToArray(), EmailAddress.Parse("ben@b.org"), None)).Failure);
        Assert.Null((await way.TransmitAsync("two\r\n"u8.ToArray(), EmailAddress.Parse("ben@b.org"), None)).Failure);

        await way.RestAsync();
        Assert.Equal(connections, await serving);
    }

    [Fact]
    public async Task Where_chunks_are_a_lie_the_mail_goes_by_data()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var serving = LieAsync(listener, stop.Token);
        var server = new MailServer
        {
            Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, Tls = TlsMode.None, User = "", Password = _ => default,
        };
        var way = new SmtpWay(server, EmailAddress.Parse("ana@a.org"), TimeProvider.System);
        Assert.Null((await way.TransmitAsync("one\r\n"u8.ToArray(), EmailAddress.Parse("ben@b.org"), None)).Failure);
        await way.RestAsync();
        await serving;
    }

    private static async Task LieAsync(TcpListener listener, CancellationToken stop)
    {
        foreach (var body in (string[])["BDAT 5 LAST", "DATA"])
        {
            using var client = await listener.AcceptTcpClientAsync(stop);
            var peer = new ScriptedPeer(client.GetStream(), stop);
            await peer.SayAsync("220 ready");
            await peer.ExpectAsync("EHLO [127.0.0.1]");
            await peer.SayAsync("250-hello\n250-PIPELINING\n250 CHUNKING");
            await peer.ExpectAsync("MAIL FROM:<ana@a.org>");
            await peer.ExpectAsync("RCPT TO:<ben@b.org>");
            if (body == "DATA")
            {
                await peer.ExpectAsync(body);
                await peer.SayAsync("250 ok\n250 ok\n354 go on");
                await peer.ExpectAsync("one");
                await peer.ExpectAsync(".");
                await peer.SayAsync("250 taken");
                await peer.ExpectAsync("QUIT");
            }
            else
            {
                await peer.SayAsync("250 ok\n250 ok");
                await peer.ExpectAsync(body);
                await peer.SayAsync("502 5.5.2 what?");
            }
        }
    }

    /// <summary>Takes one mail; meets the next with these words, if there are any, and hangs up.</summary>
    private static async Task<int> ServeAsync(TcpListener listener, string leave, CancellationToken stop)
    {
        for (var (mails, connections) = (0, 1); ; connections++)
        {
            using var client = await listener.AcceptTcpClientAsync(stop);
            var peer = new ScriptedPeer(client.GetStream(), stop);
            await peer.SayAsync("220 ready");
            await peer.ExpectAsync("EHLO [127.0.0.1]");
            await peer.SayAsync("250-hello\n250 PIPELINING");
            while (await peer.ReadLineAsync() != "QUIT")
            {
                if (mails == 1 && connections == 1 && leave.Length > 0)
                {
                    await peer.SayAsync(leave);
                    break;
                }
                await peer.ExpectAsync("RCPT TO:<ben@b.org>");
                await peer.ExpectAsync("DATA");
                await peer.SayAsync("250 ok\n250 ok\n354 go on");
                await peer.ExpectAsync(mails == 0 ? "one" : "two");
                await peer.ExpectAsync(".");
                mails++;
                await peer.SayAsync("250 taken");
            }
            if (mails == 2)
                return connections;
        }
    }
}
