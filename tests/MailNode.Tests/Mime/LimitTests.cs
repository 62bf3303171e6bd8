using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

/// <summary>Mail made to hurt: all of it costs work in proportion to its size, and what goes beyond a limit is left out and said so.</summary>
public sealed class LimitTests
{
    [Fact]
    public void A_hundred_thousand_fields_are_cut_at_the_limit()
    {
        var entity = ReadWhole(string.Concat(Enumerable.Repeat("X-A: b\r\n", 100_000)) + "\r\nbody");
        Assert.Equal(MimeLimits.Default.MaxHeaders, entity.Headers.Count);
        Assert.Equal("body", entity.Text());
        Assert.Contains("more header fields than the limit", entity.Defects);
    }

    [Fact]
    public void A_field_of_fifty_megabytes_is_left_out()
    {
        var entity = ReadWhole("A: b\r\nX: " + new string('x', 50_000_000) + "\r\n\r\nbody");
        Assert.Equal("b", entity.Headers.Text("A"));
        Assert.Null(entity.Headers.First("X"));
        Assert.Equal("body", entity.Text());
        Assert.Contains("a longer header than the limit", entity.Defects);
    }

    [Fact]
    public void A_million_parts_are_cut_at_the_limit()
    {
        var entity = ReadWhole("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + string.Concat(Enumerable.Repeat("--b\n\n\n", 1_000_000)));
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
        var entity = ReadWhole(mail);
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
    public void A_field_full_of_entries_costs_linear_work(string start, string entry)
    {
        var limits = new MimeLimits { MaxHeaderBytes = 40_000_000 };
        Growth.AssertLinear(200_000, size =>
        {
            var mail = Encoding.ASCII.GetBytes(start + Growth.Times(entry, size) + "\r\n\r\n");
            return () => MimeCorpus.ReadEverything(MimeEntity.Parse(mail, limits));
        });
        var headers = MimeEntity.Parse(Encoding.ASCII.GetBytes(start + Growth.Times(entry, 1_000_000) + "\r\n\r\n"), limits).Headers;
        Assert.True(headers.Addresses("To").Count <= limits.MaxListEntries);
        Assert.True(headers.MessageIds("References").Count <= limits.MaxListEntries);
    }

    [Fact]
    public void A_long_boundary_does_not_multiply_the_work()
    {
        var boundary = new string('-', 100_000);
        var mail = $"Content-Type: multipart/mixed; boundary=\"{boundary}x\"\n\n" + string.Concat(Enumerable.Repeat($"--{boundary}\n", 200));
        Assert.Empty(ReadWhole(mail).Children);
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
    public void Bodies_full_of_faults_cost_linear_work(string encoding, string piece) => Growth.AssertLinear(2_000_000, size =>
    {
        var mail = Encoding.ASCII.GetBytes($"Content-Transfer-Encoding: {encoding}\nContent-Type: text/plain; format=flowed\n\n" + Growth.Times(piece, size / piece.Length));
        return () => MimeCorpus.ReadEverything(MimeEntity.Parse(mail));
    });

    /// <summary>Bytes that are looked at, each as often as it is, in headers of every kind that could make a parser go back.</summary>
    [Theory]
    [InlineData("X-A: b\r\n")]
    [InlineData("X-A: b\r\n ")]
    [InlineData("no field\r\n")]
    [InlineData("no field\r\nX: y\r\n")]
    [InlineData("word")]
    [InlineData("word\n")]
    [InlineData("a \n")]
    [InlineData("a        ")]
    [InlineData(" \n")]
    [InlineData("\r")]
    [InlineData(":")]
    [InlineData(":\n")]
    [InlineData("From \n")]
    public void No_byte_of_a_header_is_looked_at_more_than_a_few_times(string piece)
    {
        var bytes = Encoding.ASCII.GetBytes(Growth.Times(piece, 5_000_000 / piece.Length));
        var looked = HeaderBlock.Read(bytes, MimeLimits.Default).Looked;
        Assert.InRange(looked, 0, bytes.Length * 5L);
    }

    [Theory]
    [InlineData("x", "--b\n")]
    [InlineData("x", "\n--")]
    [InlineData("x", "--x\n")]
    [InlineData("x", "--x \t \n")]
    [InlineData("x", "--x--y\n")]
    [InlineData("x", "--x                                                                      y\n")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxy", "--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n")]
    public void No_byte_of_a_multipart_is_looked_at_more_than_a_few_times(string boundary, string piece)
    {
        var bytes = Encoding.ASCII.GetBytes(Growth.Times(piece, 5_000_000 / piece.Length));
        var looked = MultipartBody.Split(bytes, Encoding.ASCII.GetBytes(boundary), int.MaxValue).Looked;
        Assert.InRange(looked, 1, bytes.Length * 5L);
    }

    [Fact]
    public void Parts_beyond_the_limit_cost_nothing() => Growth.AssertConstant(500_000, size =>
    {
        var mail = Encoding.ASCII.GetBytes("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + Growth.Times("--b\n\n\n", size));
        return () => Assert.InRange(MimeEntity.Parse(mail).Leaves().Count(), 1, MimeLimits.Default.MaxParts);
    });

    [Fact]
    public void A_photo_is_copied_once()
    {
        var photo = new byte[4_000_000];
        var mail = MimeBuilder.Binary("image/jpeg", photo).WriteMessage();
        var entity = MimeEntity.Parse(mail);
        Assert.InRange(Growth.Allocated(() => entity.Decode()), photo.Length, photo.Length * 1.05);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(mail.Length);
        Assert.InRange(Growth.Allocated(() => entity.DecodeTo(buffer)), 0, 10_000);
        Assert.Equal(photo, buffer.WrittenSpan.ToArray());
        Assert.InRange(Growth.Allocated(() => MimeBuilder.Binary("image/jpeg", photo).WriteMessage()), mail.Length, mail.Length + 10_000);
    }

    private static MimeEntity ReadWhole(string mail)
    {
        var entity = MimeEntity.Parse(Encoding.ASCII.GetBytes(mail));
        _ = MimeCorpus.ReadEverything(entity);
        return entity;
    }
}
