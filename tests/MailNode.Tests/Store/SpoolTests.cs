using MailNode.Store;
using MailNode.Tests.Core;

namespace MailNode.Tests.Store;

public sealed class SpoolTests : IDisposable
{
    private readonly StorePlace place = new();

    [Fact]
    public void What_is_spooled_survives_and_leaves_in_its_order()
    {
        using (var spool = place.OpenSpool()) spool.Add([new byte[] { 1 }, new byte[] { 2, 0, 2 }], Pen.Now);
        using (var spool = place.OpenSpool())
        {
            Assert.Equal([1L, 2L], spool.Waiting());
            Assert.Equal([2, 0, 2], spool.Get(2).Mail.ToArray());
            Assert.Equal(Pen.Now.ToUnixTimeSeconds(), spool.Get(2).MadeAt.ToUnixTimeSeconds());
            spool.Remove(1);
            spool.Remove(2);
        }
        using (var spool = place.OpenSpool())
        {
            Assert.Empty(spool.Waiting());
            spool.Add([new byte[] { 3 }], Pen.Now);
            Assert.Equal([3L], spool.Waiting());
        }
    }

    [Fact]
    public void All_are_spooled_or_none()
    {
        using var spool = place.OpenSpool();
        Assert.Throws<InvalidOperationException>(() => spool.Add(Breaking(), Pen.Now));
        Assert.Empty(spool.Waiting());
        Assert.Throws<InvalidOperationException>(() => spool.InTransaction(() =>
        {
            spool.Add([new byte[] { 1 }], Pen.Now);
            spool.SetAttempt("p", "r", new Attempt(1, Pen.Now, ""));
            throw new InvalidOperationException();
        }));
        Assert.Empty(spool.Waiting());
        Assert.Empty(spool.Attempts());

        static IEnumerable<ReadOnlyMemory<byte>> Breaking()
        {
            yield return new byte[] { 1 };
            throw new InvalidOperationException();
        }
    }

    [Fact]
    public void Attempts_are_counted_for_each_packet_and_recipient_until_they_end()
    {
        var due = DateTimeOffset.FromUnixTimeSeconds(Pen.Now.ToUnixTimeSeconds());
        using (var spool = place.OpenSpool())
        {
            Assert.Null(spool.FindAttempt("p", "r"));
            spool.SetAttempt("p", "r", new Attempt(1, due, "it was not finished"));
            spool.SetAttempt("p", "r", new Attempt(2, due.AddMinutes(5), "full"));
            spool.SetAttempt("p", "s", new Attempt(1, due, ""));
        }
        using (var spool = place.OpenSpool())
        {
            Assert.Equal(new Attempt(2, due.AddMinutes(5), "full"), spool.FindAttempt("p", "r"));
            spool.EndAttempts("p", "r");
            Assert.Equal(("p", "s", new Attempt(1, due, "")), Assert.Single(spool.Attempts()));
        }
    }

    [Fact]
    public void A_mail_that_is_not_there_is_our_fault()
    {
        using var spool = place.OpenSpool();
        Assert.Throws<InvalidOperationException>(() => spool.Get(1));
    }

    public void Dispose() => place.Dispose();
}
