using System.Net;
using MailNode.Discovery;

namespace MailNode.Tests.Discovery;

public sealed class NetworkTests
{
    [Fact]
    public void The_resolvers_are_those_of_the_machine() =>
        Assert.Equal(
            [new IPEndPoint(IPAddress.Parse("192.0.2.1"), 53), new IPEndPoint(IPAddress.Parse("2001:db8::1"), 53)],
            Network.Nameservers(["# nameserver 192.0.2.9", "search example.test", "sortlist 192.0.2.8", "nameserver 192.0.2.1", "nameserver\t2001:db8::1 ", "nameserver", "nameserver nonsense", "options edns0"]));
}
