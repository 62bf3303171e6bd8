using System.Globalization;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

public sealed class MailDateTests
{
    [Theory]
    [InlineData("Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T09:55:06-06:00")]
    [InlineData("21 Nov 97 09:55 GMT", "1997-11-21T09:55:00+00:00")]
    [InlineData("21 Nov 03 09:55 GMT", "2003-11-21T09:55:00+00:00")]
    [InlineData("21 Nov 103 09:55 GMT", "2003-11-21T09:55:00+00:00")]
    [InlineData("Fri,21-Nov-1997 09:55:06 EST", "1997-11-21T09:55:06-05:00")]
    [InlineData("Tue Nov  5 10:00:00 2019", "2019-11-05T10:00:00+00:00")]
    [InlineData("Tue Nov  5 10:00:00 PST 2019", "2019-11-05T10:00:00-08:00")]
    [InlineData("2021-03-04T05:06:07Z", "2021-03-04T05:06:07+00:00")]
    [InlineData("2021-03-04 05:06:07.123+01:00", "2021-03-04T05:06:07+01:00")]
    [InlineData("Fri, 21 November 1997 09.55.06 +0100", "1997-11-21T09:55:06+01:00")]
    [InlineData("Fri, 21 Nov 1997 09:55:06 PM +0100", "1997-11-21T21:55:06+01:00")]
    [InlineData("Fri, 21 Nov 1997 12:05:06 AM +0000", "1997-11-21T00:05:06+00:00")]
    [InlineData("Fri, 21 Nov 1997 09:55:06 GMT+0100", "1997-11-21T09:55:06+01:00")]
    [InlineData("Fri, 21 Nov 1997 09:55:06 +0100 (CET)", "1997-11-21T09:55:06+01:00")]
    [InlineData("Fri, 21 Nov 1997 09:55:06", "1997-11-21T09:55:06+00:00")]
    [InlineData("Sat, 31 Dec 2016 23:59:60 +0000", "2016-12-31T23:59:59+00:00")]
    [InlineData("Fri, 21 Nov 1997 09:55:06 -1800", "1997-11-22T03:55:06+00:00")]
    [InlineData("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", "1997-11-21T09:55:06-06:00")]
    [InlineData("Fri, 21 Nov 1997 09 : 55 -0600", "1997-11-21T09:55:00-06:00")]
    [InlineData("Thu,\t13 Feb\t1969 23:32 -0330 (Newfoundland (old) Time)", "1969-02-13T23:32:00-03:30")]
    [InlineData("21 Nov 1997 (a friday) 09:55:06 AKST", "1997-11-21T09:55:06-09:00")]
    [InlineData("from a by b; Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T09:55:06-06:00")]
    public void A_date_is_read(string text, string expected)
    {
        Assert.True(MailDate.TryParse(text, out var date));
        Assert.Equal(expected, date.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("Fri, 21 Nov 1997")]
    [InlineData("Fri, 31 Feb 1997 09:55:06 +0000")]
    [InlineData("Fri, 0 Nov 1997 09:55:06 +0000")]
    [InlineData("Fri, 21 Nov 0000 09:55:06 +0000")]
    [InlineData("Fri, 21 Nov 10000 09:55:06 +0000")]
    [InlineData("Fri, 21 Nov 18446744073709551616 09:55:06 +0000")]
    [InlineData("Fri, 21 Nov 1997 25:55:06 +0000")]
    [InlineData("Fri, 21 Nov 1997 09:75:06 +0000")]
    [InlineData("Fri, 31 Dec 9999 23:55:06 -0600")]
    [InlineData("Fri, 1 Jan 0001 00:00:00 +0600")]
    [InlineData("(((((")]
    [InlineData("21 Nov 1997 09:")]
    [InlineData("21 Nov 1997 09 (comment")]
    [InlineData("21 Nov 1997 09 . 55")]
    public void What_is_no_date_is_refused(string? text) => Assert.False(MailDate.TryParse(text, out _));

    [Fact]
    public void What_is_written_reads_the_same()
    {
        var date = new DateTimeOffset(2026, 11, 1, 8, 5, 9, TimeSpan.FromMinutes(-210));
        Assert.Equal("Sun, 01 Nov 2026 08:05:09 -0330", MailDate.Format(date));
        Assert.True(MailDate.TryParse(MailDate.Format(date), out var parsed));
        Assert.Equal(date, parsed);
    }
}
