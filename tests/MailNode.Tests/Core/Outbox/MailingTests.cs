using MailNode.Core.Envelopes;
using MailNode.Core.Outbox;
using MailNode.Core.Packets;

namespace MailNode.Tests.Core.Outbox;

public sealed class MailingTests
{
    [Fact]
    public void What_waits_for_one_person_rides_in_one_mail()
    {
        var mails = Mailing.Pack([To(Pen.Ben, 1), To(Pen.Cem, 2), To(Pen.Ben, 3), To(Pen.Ben, 4)]);
        Assert.Equal([(Pen.Ben, 3), (Pen.Cem, 1)], mails.Select(one => (one.Recipient, one.Packets.Count)));
        Assert.Equal([Id(1), Id(3), Id(4)], mails[0].Packets);
    }

    [Fact]
    public void A_mail_has_no_more_bodies_than_its_reader_looks_at()
    {
        var mails = Mailing.Pack(Enumerable.Range(0, 120).Select(at => To(Pen.Ben, at)));
        Assert.Equal([SealedMail.MaxBodies, SealedMail.MaxBodies, 20], mails.Select(one => one.Packets.Count));
        Assert.Equal(Enumerable.Range(0, 120).Select(Id), mails.SelectMany(one => one.Packets));
    }

    [Fact]
    public void A_mail_is_no_larger_than_four_megabytes_unless_one_body_is()
    {
        const long mega = 1024 * 1024;
        var mails = Mailing.Pack([To(Pen.Ben, 1, 3 * mega), To(Pen.Ben, 2, mega), To(Pen.Ben, 3, 1), To(Pen.Ben, 4, 9 * mega), To(Pen.Ben, 5, 1)]);
        Assert.Equal([2, 1, 1, 1], mails.Select(one => one.Packets.Count));
    }

    [Fact]
    public void Nothing_makes_no_mail() => Assert.Empty(Mailing.Pack([]));

    [Fact]
    public void Attempts_are_spread_over_five_days_and_end()
    {
        Assert.Equal([1, 5, 15, 60, 180, 180], Enumerable.Range(1, 6).Select(at => (int)RetrySchedule.After(at)!.Value.TotalMinutes));
        Assert.Equal(RetrySchedule.After(1), RetrySchedule.After(0));
        var whole = Enumerable.Range(1, RetrySchedule.MaxAttempts - 1).Aggregate(TimeSpan.Zero, (sum, at) => sum + RetrySchedule.After(at)!.Value);
        Assert.InRange(whole.TotalDays, 4.5, 5.5);
        Assert.Null(RetrySchedule.After(RetrySchedule.MaxAttempts));
        Assert.Null(RetrySchedule.After(int.MaxValue));
    }

    private static PacketId Id(int at) => PacketId.Of(BitConverter.GetBytes(at));

    private static Delivery To(MailNode.OpenPgp.Fingerprint person, int at, long size = 1000) => new(Id(at), person, size);
}
