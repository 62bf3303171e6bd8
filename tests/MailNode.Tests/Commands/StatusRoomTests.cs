using MailNode.Commands;

namespace MailNode.Tests.Commands;

public sealed class StatusRoomTests
{
    [Theory]
    [InlineData(1L << 30, 4L << 30, "1024 of 4096 MB are used, 25 %")]
    [InlineData(89L << 20, 100L << 20, "89 of 100 MB are used, 89 %")]
    [InlineData(90L << 20, 100L << 20, "90 of 100 MB are used, 90 %: nearly full. Make room there, or mail will be turned away")]
    [InlineData(120L << 20, 100L << 20, "120 of 100 MB are used, 120 %: nearly full. Make room there, or mail will be turned away")]
    public void A_mailbox_that_is_nearly_full_is_warned_of(long used, long limit, string words) =>
        Assert.Equal(words, StatusCommand.Room(new QuotaJson(used, limit)));
}
