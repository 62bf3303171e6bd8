using System.Net;
using System.Net.Sockets;
using MailNode.Discovery;
using MailNode.Tests.Configuration;

namespace MailNode.Tests.Discovery;

public sealed class ResolverTests : IAsyncDisposable
{
    private const string Imaps = "_imaps._tcp.example.test";

    private readonly LoopbackDns dns = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => dns.DisposeAsync();

    [Fact]
    public async Task A_question_is_answered_over_udp()
    {
        dns.Add("example.test", DnsKind.Exchanger, DnsBytes.Exchanger(10, "mx.example.test"));

        Assert.Equal([new DnsRecord.Exchanger("example.test", 10, "mx.example.test")], await Ask().AskAsync("example.test", DnsKind.Exchanger, Token));
    }

    [Fact]
    public async Task What_was_cut_is_asked_again_over_tcp()
    {
        dns.Add(Imaps, DnsKind.Location, DnsBytes.Service(1, 2, 993, "imap.example.test"));
        dns.OverUdp = question => [DnsBytes.Answer(question, 0x8380, 9)];

        Assert.Equal([new DnsRecord.Location(Imaps, 1, 2, 993, "imap.example.test")], await Ask().AskAsync(Imaps, DnsKind.Location, Token));
    }

    [Fact]
    public async Task An_answer_that_is_cut_over_tcp_too_counts_for_nothing()
    {
        dns.OverUdp = question => [DnsBytes.Answer(question, 0x8380, 9)];
        dns.OverTcp = question => DnsBytes.Answer(
            question, 0x8380, 1, DnsBytes.Record(DnsBytes.TheName, DnsKind.Location, DnsBytes.Service(0, 0, 993, "imap.example.test")));

        Assert.Empty(await Ask().AskAsync(Imaps, DnsKind.Location, Token));
    }

    [Fact]
    public async Task Packets_that_are_not_the_answer_are_passed_over()
    {
        var evil = DnsBytes.Record(DnsBytes.TheName, DnsKind.Location, DnsBytes.Service(0, 0, 993, "evil.example"));
        var good = DnsBytes.Record(DnsBytes.TheName, DnsKind.Location, DnsBytes.Service(0, 0, 993, "imap.example.test"));
        dns.OverUdp = question =>
        [
            [],
            [1, 2, 3],
            DnsBytes.Answer([(byte)(question[0] ^ 1), .. question[1..]], evil), // another id
            DnsBytes.Answer([.. question[..12], .. DnsBytes.Name("_imaps._tcp.other.test"), 0, 33, 0, 1], evil), // another question
            [.. question], // no answer, but the question come back
            DnsBytes.Answer(question, good),
        ];

        Assert.Equal("imap.example.test", Assert.IsType<DnsRecord.Location>(Assert.Single(await Ask().AskAsync(Imaps, DnsKind.Location, Token))).Target);
    }

    [Fact]
    public async Task The_next_resolver_is_asked_when_one_fails()
    {
        dns.Add(Imaps, DnsKind.Location, DnsBytes.Service(0, 0, 993, "imap.example.test"));
        await using var broken = new LoopbackDns { OverUdp = question => [DnsBytes.Answer(question, 0x8182, 0)] };
        var resolver = new Resolver([Closed(), broken.Address, dns.Address], TimeProvider.System);

        Assert.Single(await resolver.AskAsync(Imaps, DnsKind.Location, Token));
        Assert.False(resolver.IsSilent);
    }

    [Fact]
    public async Task Nobody_answering_is_told_apart_from_nothing_being_there()
    {
        var offline = new Resolver([Closed()], TimeProvider.System);
        var online = Ask();

        Assert.Empty(await offline.AskAsync(Imaps, DnsKind.Location, Token));
        Assert.Empty(await online.AskAsync(Imaps, DnsKind.Location, Token));

        Assert.True(offline.IsSilent);
        Assert.False(online.IsSilent);
    }

    [Fact]
    public async Task A_silent_resolver_is_not_waited_for_long()
    {
        dns.OverUdp = _ => [];
        var resolver = new Resolver([dns.Address], new HurriedClock());

        Assert.Empty(await resolver.AskAsync(Imaps, DnsKind.Location, Token));
        Assert.True(resolver.IsSilent);
    }

    [Fact]
    public async Task An_alias_is_followed_and_strangers_beside_it_are_not_heard()
    {
        dns.OverUdp = question =>
        [
            DnsBytes.Answer(
                question,
                DnsBytes.Record(DnsBytes.TheName, DnsKind.Alias, DnsBytes.Name("elsewhere.example.test")),
                DnsBytes.Record(DnsBytes.Name("victim.test"), DnsKind.Location, DnsBytes.Service(0, 0, 993, "evil.example")),
                DnsBytes.Record(DnsBytes.Name("Elsewhere.Example.TEST"), DnsKind.Location, DnsBytes.Service(0, 0, 993, "imap.example.test"))),
        ];

        Assert.Equal("imap.example.test", Assert.IsType<DnsRecord.Location>(Assert.Single(await Ask().AskAsync(Imaps, DnsKind.Location, Token))).Target);
    }

    [Fact]
    public async Task Aliases_that_run_in_circles_end()
    {
        dns.OverUdp = question =>
        [
            DnsBytes.Answer(
                question,
                DnsBytes.Record(DnsBytes.TheName, DnsKind.Alias, DnsBytes.Name("b.test")),
                DnsBytes.Record(DnsBytes.Name("b.test"), DnsKind.Alias, DnsBytes.Name(Imaps))),
        ];

        Assert.Empty(await Ask().AskAsync(Imaps, DnsKind.Location, Token));
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData("")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test")]
    public async Task What_is_no_name_is_not_asked_for(string name)
    {
        Assert.Empty(await Ask().AskAsync(name, DnsKind.Exchanger, Token));
        Assert.Empty(dns.Heard);
    }

    private Resolver Ask() => new([dns.Address], TimeProvider.System);

    /// <summary>A port at which nobody answers.</summary>
    private static IPEndPoint Closed()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
