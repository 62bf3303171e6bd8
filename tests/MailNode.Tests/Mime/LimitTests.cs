using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

/// <summary>Mail made to hurt: all of it costs work in proportion to its size, and what goes beyond a limit is left out and said so.</summary>
public sealed class LimitTests
{
    private static readonly MimeLimits Boundless = new()
    {
        MaxHeaderBytes = int.MaxValue, MaxHeaders = int.MaxValue, MaxParts = int.MaxValue, MaxListEntries = int.MaxValue, MaxParameters = int.MaxValue,
    };

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
    [InlineData("x-uuencode", "begin 644 x\n")]
    [InlineData("x-uuencode", "`\nend\n")]
    [InlineData("base64", "YQ==")]
    [InlineData("quoted-printable", "==")]
    [InlineData("quoted-printable", " \t\n")]
    [InlineData("7bit", "> \n")]
    [InlineData("7bit", ">")]
    [InlineData("7bit", " \n")]
    [InlineData("7bit", "-- \n")]
    [InlineData("7bit", "a \r")]
    public void Bodies_full_of_faults_cost_linear_work(string encoding, string piece) => Growth.AssertLinear(2_000_000, size =>
    {
        var mail = Encoding.ASCII.GetBytes($"Content-Transfer-Encoding: {encoding}\nContent-Type: text/plain; format=flowed\n\n" + Growth.Times(piece, size / piece.Length));
        return () => MimeCorpus.ReadEverything(MimeEntity.Parse(mail));
    });

    /// <summary>Headers of every kind that could make a parser go back.</summary>
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
    public void A_header_of_anything_costs_linear_work(string piece) => Growth.AssertLinear(2_000_000, size =>
    {
        var bytes = Encoding.ASCII.GetBytes(Growth.Times(piece, size / piece.Length));
        return () => HeaderBlock.Read(bytes, Boundless);
    });

    [Theory]
    [InlineData("x", "--b\n")]
    [InlineData("x", "\n--")]
    [InlineData("x", "--x\n")]
    [InlineData("x", "--x \t \n")]
    [InlineData("x", "--x--y\n")]
    [InlineData("x", "--x                                                                      y\n")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxy", "--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n")]
    public void A_multipart_of_anything_costs_linear_work(string boundary, string piece) => Growth.AssertLinear(2_000_000, size =>
    {
        var (bytes, name) = (Encoding.ASCII.GetBytes(Growth.Times(piece, size / piece.Length)), Encoding.ASCII.GetBytes(boundary));
        return () => MultipartBody.Split(bytes, name, int.MaxValue);
    });

    [Theory]
    [InlineData("a: b\n\n")]
    [InlineData("a: b\n")]
    [InlineData("Action: failed\nStatus: 5.1.1\n\n")]
    [InlineData("Status: 5.1.1.1.1.1.1.1.1.1.1\n ")]
    [InlineData("x y\n")]
    [InlineData("x y\n\n")]
    [InlineData("x y\na: b\n")]
    [InlineData("From x\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("x")]
    [InlineData("x y\n", " a\n", "z w\n")]
    [InlineData("x y\n", " a\n", "b: c\n")]
    [InlineData("x y\n", "b: c\n d\n", "\n")]
    [InlineData("", " a\n", "b: c\n")]
    [InlineData("Status: ", "2.", "1")]
    [InlineData("Final-Recipient: ", "rfc822;", "")]
    [InlineData("Final-Recipient: rfc822; ", "<", "")]
    [InlineData("Disposition: ", "a/", ";")]
    [InlineData("Disposition: ", "automatic-", "; x/y")]
    [InlineData("Original-Message-ID: ", "<", "")]
    public void A_report_of_anything_costs_linear_work(string start, string piece = "", string end = "") => Growth.AssertLinear(20_000, size =>
    {
        var repeated = piece.Length > 0 ? piece : start;
        var text = (piece.Length > 0 ? start : "") + Growth.Times(repeated, size / repeated.Length) + end;
        var delivery = Encoding.ASCII.GetBytes("Content-Type: message/delivery-status\n\n" + text);
        var disposition = Encoding.ASCII.GetBytes("Content-Type: message/disposition-notification\n\n" + text);
        return () =>
        {
            DeliveryReport.Find(MimeEntity.Parse(delivery));
            DispositionNotification.Find(MimeEntity.Parse(disposition));
        };
    });

    [Theory]
    [InlineData("\n--b\n\nx")]
    [InlineData("\n--b\nContent-Type: message/rfc822\n\nContent-Type: message/rfc822\n\n")]
    [InlineData("\n--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\n--c\n\n--c--")]
    public void Parts_cost_linear_work(string part) => Growth.AssertLinear(500_000, size =>
    {
        var mail = Encoding.ASCII.GetBytes("Content-Type: multipart/mixed; boundary=b\n\n" + Growth.Times(part, size / part.Length));
        return () => Assert.NotEmpty(NumberedPart.Of(MimeEntity.Parse(mail, Boundless)));
    });

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
