using System.Diagnostics;
using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

/// <summary>Mail made to hurt: all of it costs time in proportion to its size, and what goes beyond a limit is left out and said so.</summary>
public sealed class LimitTests
{
    [Fact]
    public void A_hundred_thousand_fields_are_cut_at_the_limit()
    {
        var entity = Timed(string.Concat(Enumerable.Repeat("X-A: b\r\n", 100_000)) + "\r\nbody");
        Assert.Equal(MimeLimits.Default.MaxHeaders, entity.Headers.Count);
        Assert.Equal("body", entity.Text());
        Assert.Contains("more header fields than the limit", entity.Defects);
    }

    [Fact]
    public void A_field_of_fifty_megabytes_is_left_out()
    {
        var entity = Timed("A: b\r\nX: " + new string('x', 50_000_000) + "\r\n\r\nbody");
        Assert.Equal("b", entity.Headers.Text("A"));
        Assert.Null(entity.Headers.First("X"));
        Assert.Equal("body", entity.Text());
        Assert.Contains("a longer header than the limit", entity.Defects);
    }

    [Fact]
    public void A_million_parts_are_cut_at_the_limit()
    {
        var entity = Timed("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + string.Concat(Enumerable.Repeat("--b\n\n\n", 1_000_000)));
        Assert.Equal(MimeLimits.Default.MaxParts, entity.Children.Count);
        Assert.Contains("more parts than the limit", entity.Defects);
    }

    [Fact]
    public void The_limit_of_parts_holds_for_the_whole_tree()
    {
        var inner = "Content-Type: multipart/mixed; boundary=i\n\n" + string.Concat(Enumerable.Repeat("--i\n\nx\n", 50)) + "--i--\n";
        var mail = "Content-Type: multipart/mixed; boundary=o\n\n" + string.Concat(Enumerable.Repeat("--o\n" + inner, 50)) + "--o--\n";
        var entity = MimeEntity.Parse(Encoding.ASCII.GetBytes(mail), new MimeLimits { MaxParts = 200 });
        var entities = MimeCorpus.ReadEverything(entity);
        Assert.Equal(201, entities);
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n")]
    [InlineData("Content-Type: message/rfc822\n\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n")]
    public void Ten_thousand_levels_end_at_the_limit(string level)
    {
        var mail = string.Concat(Enumerable.Range(0, 10_000).Select(i => level.Replace("{0}", $"{i:x8}", StringComparison.Ordinal)));
        var entity = Timed(mail);
        var deepest = entity.Leaves().Last();
        Assert.True(entity.Leaves().Count() <= MimeLimits.Default.MaxParts);
        if (!level.Contains("boundary=b\n", StringComparison.Ordinal))
            Assert.Contains("deeper nesting than the limit", deepest.Defects);
    }

    [Theory]
    [InlineData("To: ", "a@b.example, ")]
    [InlineData("References: ", "<a@b.example> ")]
    [InlineData("Content-Type: a/b", "; a*1=b")]
    [InlineData("Subject: ", "=?a?q?b?= ")]
    [InlineData("Date: ", "1 ")]
    [InlineData("Content-Disposition: attachment; filename=", "../")]
    public void A_field_full_of_entries_is_read_in_linear_time(string start, string entry)
    {
        var limits = new MimeLimits { MaxHeaderBytes = 40_000_000 };
        var mail = Encoding.ASCII.GetBytes(start + string.Concat(Enumerable.Repeat(entry, 1_000_000)) + "\r\n\r\n");
        var watch = Stopwatch.StartNew();
        var headers = MimeEntity.Parse(mail, limits).Headers;
        Assert.True(headers.Addresses("To").Count <= limits.MaxListEntries);
        Assert.True(headers.MessageIds("References").Count <= limits.MaxListEntries);
        _ = MimeCorpus.ReadEverything(MimeEntity.Parse(mail, limits));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    [Fact]
    public void A_long_boundary_does_not_multiply_the_work()
    {
        var boundary = new string('-', 100_000);
        var mail = $"Content-Type: multipart/mixed; boundary=\"{boundary}x\"\n\n" + string.Concat(Enumerable.Repeat($"--{boundary}\n", 200));
        Assert.Empty(Timed(mail).Children);
    }

    [Theory]
    [InlineData("base64", "=")]
    [InlineData("base64", "a=")]
    [InlineData("base64", "*\n")]
    [InlineData("quoted-printable", "=\n")]
    [InlineData("quoted-printable", "= ")]
    [InlineData("quoted-printable", " ")]
    [InlineData("quoted-printable", "=\r")]
    [InlineData("x-uuencode", "begin \n")]
    [InlineData("x-uuencode", "M\n")]
    [InlineData("7bit", "> \n")]
    public void Bodies_full_of_faults_are_decoded_in_linear_time(string encoding, string piece) =>
        Timed($"Content-Transfer-Encoding: {encoding}\nContent-Type: text/plain; format=flowed\n\n"
            + string.Concat(Enumerable.Repeat(piece, 10_000_000 / piece.Length)));

    private static MimeEntity Timed(string mail)
    {
        var bytes = Encoding.ASCII.GetBytes(mail);
        var watch = Stopwatch.StartNew();
        var entity = MimeEntity.Parse(bytes);
        _ = MimeCorpus.ReadEverything(entity);
        // Quadratic work takes minutes at these sizes, linear work well under a second.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
        return entity;
    }
}
