using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

/// <summary>What an entity says of itself: text, file name, disposition, ids.</summary>
public sealed class EntityTests
{
    [Theory]
    [InlineData("utf-8", "63616665CC81", "cafe\u0301")]
    [InlineData("UTF8", "C3A9", "é")]
    [InlineData("utf-8", "EFBBBF61", "a")]
    [InlineData("utf-8", "61FF62", "a\uFFFDb")]
    [InlineData("iso-8859-1", "E920A4", "é ¤")]
    [InlineData("iso-8859-1", "8093", "€“")]
    [InlineData("iso-8859-15", "A4", "€")]
    [InlineData("us-ascii", "C3A9", "é")]
    [InlineData("us-ascii", "E9", "é")]
    [InlineData("utf8", "C3A9", "é")]
    [InlineData("UTF_8", "C3A9", "é")]
    [InlineData("latin-1", "E9", "é")]
    [InlineData("latin1", "93E994", "“é”")]
    [InlineData("us-ascii", "93E994", "“é”")]
    [InlineData("x-unknown", "E9", "é")]
    [InlineData("cp-850", "82", "é")]
    [InlineData("iso-8859-8-i", "F9ECE5ED", "שלום")]
    [InlineData("gb2312", "9D9E", "潪")]
    [InlineData("gbk", "95328236", "𠀀")]
    [InlineData("gb18030", "95328236", "𠀀")]
    [InlineData("iso-2022-jp-2", "1B2442467C4B5C1B2842", "日本")]
    [InlineData("cp50221", "1B2442467C4B5C1B2842", "日本")]
    [InlineData("x-sjis", "836583588367", "テスト")]
    [InlineData("win-1251", "CFF0E8", "При")]
    [InlineData("utf-7", "2B4144772D", "+ADw-")]
    [InlineData("utf-7", "E9", "\uFFFD")]
    [InlineData("unicode-1-1-utf-7", "2B4144772DE9", "+ADw-\uFFFD")]
    [InlineData("no-such-charset", "C3A9", "é")]
    [InlineData("no-such-charset", "E980", "é€")]
    [InlineData("utf-7", "2B4147452D", "+AGE-")]
    [InlineData("utf-16le", "6100E900", "aé")]
    [InlineData("utf-16", "FEFF006100E9", "aé")]
    [InlineData("utf-16", "FFFE6100E900", "aé")]
    [InlineData("x-none", "EFBBBF61", "a")]
    [InlineData("iso-2022-jp", "1B2442467C4B5C1B2842", "日本")]
    [InlineData("shift_jis", "93FA967B", "日本")]
    [InlineData("euc-jp", "C6FCCBDC", "日本")]
    [InlineData("big5", "A4A4A4E5", "中文")]
    [InlineData("gb18030", "D6D0B9FA", "中国")]
    [InlineData("ks_c_5601-1987", "C7D1B1B9", "한국")]
    [InlineData("koi8-r", "F0D2C9", "При")]
    [InlineData("cp850", "82", "é")]
    [InlineData("windows-1251", "CFF0", "Пр")]
    [InlineData("\"iso-8859-8-i\"", "F9", "ש")]
    public void Text_is_read_in_its_charset_or_the_likeliest_one(string charset, string hex, string expected) =>
        Assert.Equal(expected, Parse($"Content-Type: text/plain; charset={charset}\r\n\r\n", Convert.FromHexString(hex)).Text());

    [Fact]
    public void No_charset_throws_on_any_bytes()
    {
        var random = new SeededNumbers(3);
        foreach (var name in CodePagesEncodingProvider.Instance.GetEncodings().Select(encoding => encoding.Name))
        {
            for (var i = 0; i < 20; i++)
            {
                var bytes = Enumerable.Range(0, 300).Select(_ => (byte)(random.Below(4) == 0 ? 0x1B : random.Below(256))).ToArray();
                _ = Parse($"Content-Type: text/plain; charset={name}\r\n\r\n", bytes).Text();
            }
        }
    }

    [Fact]
    public void Line_ends_become_newlines() => Assert.Equal("a\nb\nc\nd", Parse("\r\na\r\nb\nc\rd").Text());

    [Theory]
    [InlineData("one \ntwo \nthree\nfour", "one two three\nfour")]
    [InlineData("> a \n> b\n> c\nd", "> a b\n> c\nd")]
    [InlineData("> a \n>> b\n", "> a \n>> b\n")]
    [InlineData(">> a \n>> b", ">> a b")]
    [InlineData("text \n-- \nAna \nBen", "text \n-- \nAna Ben")]
    [InlineData(" > stuffed\n From", "> stuffed\nFrom")]
    [InlineData("", "")]
    [InlineData("a\n\nb", "a\n\nb")]
    public void Flowed_text_is_joined(string body, string expected) =>
        Assert.Equal(expected, Parse("Content-Type: text/plain; format=Flowed\n\n" + body).Text());

    [Fact]
    public void With_delsp_the_space_of_a_soft_break_goes() =>
        Assert.Equal("日本", Parse("Content-Type: text/plain; format=flowed; delsp=yes; charset=utf-8\n\n日 \n本").Text());

    [Fact]
    public void Other_text_is_not_joined() => Assert.Equal("a \nb", Parse("Content-Type: text/html; format=flowed\n\na \nb").Text());

    [Theory]
    [InlineData("attachment; filename=a.txt", "a.txt")]
    [InlineData("attachment; filename=\"../../etc/passwd\"", "passwd")]
    [InlineData("attachment; filename=\"C:\\dir\\a.txt\"", "a.txt")]
    [InlineData("attachment; filename=\"C:\\\\dir\\\\a.txt\"", "a.txt")]
    [InlineData("attachment; filename*=utf-8''%2e%2e%2f%C3%A9.txt", "é.txt")]
    [InlineData("attachment; filename=\"=?utf-8?q?=2E=2E=2F=C3=A9?=.txt\"", "é.txt")]
    [InlineData("attachment; filename*=utf-8''a%00%0D%0Ab.txt", "a b.txt")]
    [InlineData("attachment; filename*=utf-8''a%E2%80%AEtxt.exe", "atxt.exe")]
    [InlineData("attachment; filename=\"a<b>:c|d?*.txt\"", "abcd.txt")]
    [InlineData("attachment; filename=\" .. \"", null)]
    [InlineData("attachment; filename=\"dir/\"", null)]
    [InlineData("attachment; filename=.htaccess", "htaccess")]
    [InlineData("attachment; filename=nul.txt", "_nul.txt")]
    [InlineData("attachment; filename=COM1", "_COM1")]
    [InlineData("attachment; filename=common.txt", "common.txt")]
    [InlineData("attachment", null)]
    public void A_file_name_is_only_a_name(string disposition, string? expected) =>
        Assert.Equal(expected, Parse($"Content-Disposition: {disposition}\n\n").FileName);

    [Fact]
    public void A_file_name_may_stand_in_the_content_type() =>
        Assert.Equal("a.png", Parse("Content-Type: image/png; name=a.png\n\n").FileName);

    [Fact]
    public void A_long_file_name_keeps_its_extension()
    {
        var name = Parse($"Content-Disposition: attachment; filename={new string('x', 10_000)}.jpeg\n\n").FileName;
        Assert.Equal(new string('x', 115) + ".jpeg", name);
    }

    [Theory]
    [InlineData("Content-Disposition: Inline; x=y", "inline")]
    [InlineData("Content-Disposition: ATTACHMENT", "attachment")]
    [InlineData("Content-Disposition: form-data", "attachment")]
    [InlineData("Content-Disposition: ; filename=a", "")]
    [InlineData("Subject: x", "")]
    public void The_disposition_is_one_of_three(string header, string expected) => Assert.Equal(expected, Parse(header + "\n\n").Disposition);

    [Theory]
    [InlineData("Content-ID: <a@b>", "a@b")]
    [InlineData("Content-ID: a@b", "a@b")]
    [InlineData("Content-ID: <>", null)]
    [InlineData("Subject: x", null)]
    public void The_content_id_has_no_brackets(string header, string? expected) => Assert.Equal(expected, Parse(header + "\n\n").ContentId);

    [Fact]
    public void Sound_mail_has_no_defects() => Assert.Empty(Parse("Subject: x\r\nContent-Type: text/plain\r\n\r\nbody\r\n").Defects);

    private static MimeEntity Parse(string header, byte[]? body = null) => MimeEntity.Parse((byte[])[.. Encoding.UTF8.GetBytes(header), .. body ?? []]);
}
