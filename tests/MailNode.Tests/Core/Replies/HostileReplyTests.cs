using MailNode.Core.Replies;

namespace MailNode.Tests.Core.Replies;

/// <summary>Texts made to keep patterns busy: the time grows with the length only.</summary>
public sealed class HostileReplyTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    public static TheoryData<string> Units() =>
    [
        ">", "> ", ">\n", "a", "a\n", ":\n", "a:\n", "On 1 2:\n", "On Jan 1, 2026 a@b wrote\n", "wrote:\n", "On On On ", "<a@b>:\n", "From: a\n", "From: ", "Sent: a\n\n", "-- \n", "--\n", "---\n", "___\n", "—\n",
        "-----Original Message", "Sent from my ", "Sent from my a\n", " ", "\t", "\u00a0", "\u200f", "@", "a@", "a@a.", "1 ", "1:1 ", "1:11 a@b\n", "schrieb ", "Am 1.1.2026 um 1:11 schrieb a\n", "[...]\n", "\r", "\u2028",
        "写道：", "于1写道：\n", "http://a ", "Fwd: ", "=", "*", "\0", "\ud800", "From: a Sent: b To: c\n", "> x\ny\n",
    ];

    [Theory, MemberData(nameof(Units))]
    public void Repetition_is_no_work(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 300_000 / unit.Length));
        ThreadWork.StaysUnder(Limit, () =>
        {
            NewText.FromPlain(text);
            NewText.IsForward(text, text);
            Automation.IsAutomatic([("Subject", text), ("From", text)]);
        });
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<blockquote>")]
    [InlineData("<div class=gmail_quote>")]
    [InlineData("<a href=x>")]
    [InlineData("<b><i>")]
    [InlineData("<p>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<br>")]
    [InlineData("<li>")]
    [InlineData("<a")]
    [InlineData("&amp")]
    [InlineData("<!--")]
    [InlineData("<p>a</p>")]
    [InlineData("<div><table></div></table>")]
    [InlineData("<svg><b><p>")]
    [InlineData("<font color=1><p>")]
    public void Repeated_markup_is_no_work(string unit)
    {
        var html = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));
        ThreadWork.StaysUnder(Limit, () => NewText.FromHtml(html));
    }

    [Fact]
    public void A_reply_longer_than_anybody_types_is_cut_and_not_refused()
    {
        var text = NewText.FromPlain(new string('a', 5_000_000));
        Assert.Equal(ReplyLines.MaxLength, text.Length);
    }
}
