using MailNode.Core.Replies;

namespace MailNode.Tests.Core.Replies;

/// <summary>Replies that are HTML only, as mail clients build them.</summary>
public sealed class HtmlReplyTests
{
    private const string Secret = "The door code is 4711.";

    public static TheoryData<string, string> Replies() => new()
    {
        { "Gmail", $"<div dir=\"ltr\">Great pictures!<div><br></div><div>See you.</div></div><br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">On Tue, Nov 17, 2026 at 9:12 AM Ben &lt;<a href=\"mailto:ben@example.org\">ben@example.org</a>&gt; wrote:<br></div><blockquote class=\"gmail_quote\" style=\"margin:0 0 0 .8ex\"><div>{Secret}</div></blockquote></div>" },
        { "Gmail, unknown language", $"<div dir=\"ltr\">Great pictures!<br><br>See you.</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">Xyz qwe Ben rty:<br></div><blockquote class=\"gmail_quote\">{Secret}</blockquote></div>" },
        { "Gmail with signature", $"<div dir=\"ltr\"><div>Great pictures!</div><div><br></div><div>See you.</div><span class=\"gmail_signature_prefix\">-- </span><br><div class=\"gmail_signature\" data-smartmail=\"gmail_signature\">Ana<br>Rowing Club</div></div>" },
        { "Thunderbird", $"<html><body><p>Great pictures!</p><p>See you.</p><div class=\"moz-cite-prefix\">Am 17.11.26 um 09:12 schrieb Ben:<br></div><blockquote type=\"cite\" cite=\"mid:x\"><p>{Secret}</p></blockquote><pre class=\"moz-signature\">-- \nAna</pre></body></html>" },
        { "Thunderbird, below the quote", $"<body><div class=\"moz-cite-prefix\">On 11/17/26 09:12, Ben wrote:</div><blockquote type=\"cite\">{Secret}</blockquote><p>Great pictures!</p><p>See you.</p></body>" },
        { "Outlook", $"<div class=\"WordSection1\"><p class=\"MsoNormal\">Great pictures!<o:p></o:p></p><p class=\"MsoNormal\"><o:p>&nbsp;</o:p></p><p class=\"MsoNormal\">See you.</p><div style=\"border:none;border-top:solid #E1E1E1 1.0pt\"><p class=\"MsoNormal\"><b>From:</b> Ben &lt;ben@example.org&gt; <br><b>Sent:</b> Tuesday, November 17, 2026 9:12 AM<br><b>To:</b> Ana<br><b>Subject:</b> Harbour</p></div><p class=\"MsoNormal\">{Secret}</p></div>" },
        { "Outlook on the web", $"<div>Great pictures!</div><div><br></div><div>See you.</div><div id=\"appendonsend\"></div><hr style=\"width:98%\"><div id=\"divRplyFwdMsg\"><b>Qwe:</b> Ben<br></div><div>{Secret}</div>" },
        { "Outlook, shown by another webmail", $"<div>Great pictures!</div><div><br></div><div>See you.</div><div id=\"x_divRplyFwdMsg\"><b>Qwe:</b> Ben<br></div><div>{Secret}</div>" },
        { "Outlook Mobile", $"<div dir=\"auto\">Great pictures!</div><div><br></div><div>See you.</div><div id=\"ms-outlook-mobile-signature\">Get <a href=\"https://aka.ms/o0ukef\">Outlook for iOS</a></div><div id=\"mail-editor-reference-message-container\"><div>{Secret}</div></div>" },
        { "Hotmail", $"<div dir=\"ltr\">Great pictures!<br><br>See you.<div><hr id=\"stopSpelling\">Date: Tue, 17 Nov 2026<br>{Secret}</div></div>" },
        { "Apple", $"<body>Great pictures!<div><br></div><div>See you.<br><div><br><blockquote type=\"cite\"><div>On 17 Nov 2026, at 09:12, Ben &lt;ben@example.org&gt; wrote:</div><br class=\"Apple-interchange-newline\"><div>{Secret}</div></blockquote></div></div></body>" },
        { "iPhone", $"<div dir=\"ltr\">Great pictures!</div><div><br></div><div>See you.<br><br><div id=\"AppleMailSignature\" dir=\"ltr\">Sent from my iPhone</div><div dir=\"ltr\"><br>On 17 Nov 2026, at 09:12, Ben wrote:<br><br></div><blockquote type=\"cite\"><div>{Secret}</div></blockquote></div>" },
        { "Yahoo", $"<div><div>Great pictures!</div><div><br></div><div>See you.</div></div><div id=\"yahoo_quoted_123\" class=\"yahoo_quoted\"><div>Qwe rty</div><div>{Secret}</div></div>" },
        { "Proton", $"<div>Great pictures!<br></div><div><br></div><div>See you.</div><div class=\"protonmail_signature_block\">Sent with Proton Mail secure email.</div><div class=\"protonmail_quote\">On Tuesday Ben wrote:<br><blockquote class=\"protonmail_quote\" type=\"cite\">{Secret}</blockquote></div>" },
        { "Yandex", $"<p>Great pictures!</p><p>See you.<br /><br />17.11.2026, 09:12, \"Ben\" &lt;ben@example.org&gt;:</p><blockquote>{Secret}</blockquote>" },
        { "Zimbra", $"<div>Great pictures!<br><br>See you.<br><hr id=\"zwchr\"><b>Qwe: </b>ben@example.org<br>{Secret}</div>" },
        { "FairEmail", $"<div>Great pictures!</div><br><div>See you.</div><div fairemail=\"reference\">{Secret}</div>" },
        { "hidden text", $"<div style=\"display: none\">{Secret}</div><p>Great pictures!</p><p hidden>{Secret}</p><style>p {{ color: red }}</style><script>{Secret}</script><p>See you.</p>" },
        { "quoted by marks", $"<div>Great pictures!<br><br>See you.</div><div>&gt; Subject: x<br>&gt; {Secret}<br></div>" },
    };

    [Theory, MemberData(nameof(Replies))]
    public void Only_the_new_text_comes_out(string client, string html)
    {
        Assert.NotEmpty(client);
        Assert.Equal("Great pictures!\n\nSee you.", NewText.FromHtml(html));
    }

    [Fact]
    public void Answers_between_the_quotes_of_Gmail_are_kept() =>
        Assert.Equal("Hello\n\nYes!\n\nI do.", NewText.FromHtml(
            "<div>Hello</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Tue Ben wrote:</div><blockquote class=\"gmail_quote\">Sunday?</blockquote><div>Yes!</div><blockquote class=\"gmail_quote\">Cake?</blockquote><div>I do.</div></div>"));

    [Fact]
    public void Indented_text_is_the_persons_own() =>
        Assert.Equal("Look:\n\nmine", NewText.FromHtml("<div>Look:</div><blockquote style=\"margin: 0 0 0 40px; border: none; padding: 0px\">mine</blockquote>"));

    [Fact]
    public void Text_inside_the_signatures_element_is_found_when_there_is_none_elsewhere() =>
        Assert.Equal("Great pictures!", NewText.FromHtml("<div id=\"AppleMailSignature\">Great pictures!<br><br>Sent from my iPhone</div>"));

    [Fact]
    public void Lists_links_tables_and_emoji_become_text()
    {
        const string html = """
            <p>See <a href="https://example.org/a">this page</a> and <a href="https://example.org/">example.org</a>.</p>
            <ul><li>one</li><li>two</li></ul><ol><li>first</li><li>second</li></ol>
            <table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>
            <pre>x
              y</pre><img alt="😀" src="cid:1"><img alt="tracking pixel" src="https://evil.example/p">
            """;
        Assert.Equal("See this page (https://example.org/a) and example.org.\n\n- one\n- two\n1. first\n2. second\na b\nc d\nx\n  y\n😀", NewText.FromHtml(html));
    }

    [Fact]
    public void Nesting_without_end_gives_nothing_that_may_be_quoted()
    {
        var deep = string.Concat(Enumerable.Repeat("<div>", 100_000));
        Assert.Equal("", NewText.FromHtml($"{deep}{Secret}"));
        Assert.Equal("Hi", NewText.FromHtml($"Hi<blockquote type=cite>{deep}{Secret}</blockquote>"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<")]
    [InlineData("<html")]
    [InlineData("<blockquote type=cite>x")]
    [InlineData("<table><tr><td><blockquote>x</table>")]
    public void Broken_markup_gives_nothing_quoted(string html) => Assert.DoesNotContain("x", NewText.FromHtml(html), StringComparison.Ordinal);
}
