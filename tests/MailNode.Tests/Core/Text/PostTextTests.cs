using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using MailNode.Core.Text;

namespace MailNode.Tests.Core.Text;

/// <summary>Posts become inert HTML, whatever was written in them (hostile inputs, rows 66 to 70).</summary>
public sealed class PostTextTests
{
    private static readonly HashSet<string> Allowed = ["p", "br", "a", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote"];

    [Theory]
    [InlineData("Hello\nworld", "<p>Hello<br>\nworld</p>")]
    [InlineData("a\r\nb", "<p>a<br>\nb</p>")]
    [InlineData("one\n\ntwo", "<p>one</p>\n<p>two</p>")]
    [InlineData("**b** *e* `c`", "<p><strong>b</strong> <em>e</em> <code>c</code></p>")]
    [InlineData("# Head", "<p><strong>Head</strong></p>")]
    [InlineData("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>")]
    [InlineData("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>")]
    [InlineData("1986. What a year", "<p>1986. What a year</p>")]
    [InlineData("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>")]
    [InlineData("```\nx < y\n```", "<pre><code>x &lt; y</code></pre>")]
    [InlineData("2*3*4 and snake_case_name", "<p>2*3*4 and snake_case_name</p>")]
    [InlineData("Ana\n---", "<p>Ana<br>\n---</p>")]
    [InlineData("{{ user }} {0} %s {% raw %}", "<p>{{ user }} {0} %s {% raw %}</p>")]
    [InlineData("<b>x</b> & \"y\"", "<p>&lt;b&gt;x&lt;/b&gt; &amp; &quot;y&quot;</p>")]
    [InlineData("[1]: a note", "<p>[1]: a note</p>")]
    [InlineData("", "")]
    public void Text_becomes_simple_markup(string text, string html) => Assert.Equal(html, PostText.ToHtml(text));

    [Theory]
    [InlineData("https://example.org/a_b_(c).", "<p><a href=\"https://example.org/a_b_(c)\">https://example.org/a_b_(c)</a>.</p>")]
    [InlineData("(see www.example.org)", "<p>(see <a href=\"https://www.example.org/\">www.example.org</a>)</p>")]
    [InlineData("https://example.org/_x_", "<p><a href=\"https://example.org/_x\">https://example.org/_x</a>_</p>")]
    [InlineData("[bank.example](https://evil.example/x)", "<p><a href=\"https://evil.example/x\">bank.example</a> (evil.example)</p>")]
    [InlineData("[evil.example](https://evil.example/)", "<p><a href=\"https://evil.example/\">evil.example</a></p>")]
    [InlineData("https://bank.example@evil.example/", "<p><a href=\"https://evil.example/\">https://bank.example@evil.example/</a> (evil.example)</p>")]
    [InlineData("[https://bank.example](https://user:pw@evil.example)", "<p><a href=\"https://evil.example/\">https://bank.example</a> (evil.example)</p>")]
    [InlineData("https://аррӏе.com/", "<p><a href=\"https://xn--80ak6aa92e.com/\">https://аррӏе.com/</a> (xn--80ak6aa92e.com)</p>")]
    [InlineData("https://example.org/路", "<p><a href=\"https://example.org/%E8%B7%AF\">https://example.org/路</a></p>")]
    [InlineData("![a boat](https://example.org/b.png)", "<p><a href=\"https://example.org/b.png\">a boat</a> (example.org)</p>")]
    [InlineData("<ana@example.org>", "<p><a href=\"mailto:ana@example.org\">ana@example.org</a></p>")]
    [InlineData("[like](mailto:ana@example.org?subject=delete&body=all)", "<p><a href=\"mailto:ana@example.org\">like</a> (ana@example.org)</p>")]
    [InlineData("[x](javascript:alert(1))", "<p>x</p>")]
    [InlineData("[x](JaVaScRiPt:alert)", "<p>x</p>")]
    [InlineData("[x](data:text/html,hi) [y](file:///etc/passwd) [z](vbscript:x)", "<p>x y z</p>")]
    [InlineData("[x](//evil.example) [y](/path) [z](cid:1)", "<p>x y z</p>")]
    [InlineData("<javascript:alert>", "<p>javascript:alert</p>")]
    public void Links_say_where_they_lead(string text, string html) => Assert.Equal(html, PostText.ToHtml(text));

    [Fact]
    public void An_address_too_long_to_read_is_no_link() =>
        Assert.DoesNotContain("<a", PostText.ToHtml("https://example.org/" + new string('a', 100_000)), StringComparison.Ordinal);

    [Theory]
    [InlineData("a\u202Eevil", "<p>aevil</p>")]
    [InlineData("a&#x202E;b&#8296;c", "<p>abc</p>")]
    [InlineData("a\0b\u0007c\u009Bd\u2028e", "<p>abcd<br>\ne</p>")]
    [InlineData("שלום\u200F!", "<p>שלום\u200F!</p>")]
    public void Letters_that_disturb_others_are_gone(string text, string html) => Assert.Equal(html, PostText.ToHtml(text));

    [Fact]
    public void Half_a_letter_is_replaced() => Assert.Equal("<p>\uFFFDx</p>", PostText.ToHtml("\ud800x"));

    [Fact]
    public void Towers_of_marks_are_cut_and_flags_are_not()
    {
        Assert.Equal("<p>a" + new string('\u0301', 8) + "b</p>", System.Net.WebUtility.HtmlDecode(PostText.ToHtml("a" + new string('\u0301', 500) + "b")));
        const string england = "\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F";
        Assert.Equal(england, PostText.ToPlain(england));
        Assert.Equal("ab", PostText.ToPlain("a\U000E0067\U000E0062b"));
    }

    public static TheoryData<string> Attacks() =>
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<math><mtext></table><img src=x>", "<plaintext>", "</td></tr></table>", "<style>*{display:none}</style>",
        "<!--", "--><script>", "<a href=\"javascript:alert(1)\">x</a>", "[x](javascript&colon;alert(1))", "[x](java\nscript:alert(1))", "[x](\u0001javascript:alert(1))", "[x](https://a\"onmouseover=alert(1))",
        "[x](<https://a\" onmouseover=\"alert(1)>)", "![x](https://e.example/p.png \"onerror=alert(1)\")", "`</code><script>`", "```\n</pre><script>\n```", "> </blockquote><b>", "- </li></ul><b>", "<https://a.example/\"><script>>",
        "[a]: javascript:alert(1)\n\n[a]", "[a]: https://x.example \"</a><script>\"\n\n[a]", "&lt;script&gt;", "&#60;script&#62;", "[<b>](https://x.example)", "[![x](javascript:y)](javascript:z)", "https://x.example/<script>",
        "https://x.example/\"onclick=\"y", "<base href=https://evil.example>", "<form action=x><input>", "<iframe src=x>", "<link rel=prefetch href=x>", "<meta http-equiv=refresh>", "<o:p>", "\u2028<b>", "<b\0>",
        "*a **b* c**", "[a [b](https://x.example) c](https://y.example)", "1986. x\n    - y\n\n    z", "5. - a", "- \n\n  1986. x",
    ];

    [Theory, MemberData(nameof(Attacks))]
    public void Markup_in_a_post_stays_text(string text) => AssertInert(PostText.ToHtml(text));

    [Theory, MemberData(nameof(Attacks))]
    public void One_post_cannot_reach_into_the_next(string text)
    {
        var document = new HtmlParser().ParseDocument($"<div id=a>{PostText.ToHtml(text)}</div><div id=b>next</div>");
        Assert.Equal("<div id=\"b\">next</div>", document.Body!.Children[1].OuterHtml);
        Assert.Equal(2, document.Body.Children.Length);
    }

    public static TheoryData<string> Units() =>
    [
        "a", "a\n", "a\n\n", ">", "> ", "[", "*", "**a ", "*a_ ", "- ", "`", "![", "[a](", "<", "&amp;", "1. ", "\\", "- a\n", "> a\n", "```\n", "[x]: y\n\n", "   - a\n", "http://a_", "http://a.b/(", "www.", "https://a.b/x ",
        "*a* b\n\n", "&#x202e;", "\u0301", "    a\n", "| a |\n", "~", "a@b.c ", "<a@b.c>\n\n",
    ];

    [Theory, MemberData(nameof(Units))]
    public void A_megabyte_takes_no_time(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));
        ThreadWork.StaysUnder(TimeSpan.FromSeconds(10), () =>
        {
            PostText.ToHtml(text);
            PostText.ToPlain(text);
            PostText.Preview(text, 80);
        });
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        foreach (var unit in new[] { "> ", "- ", "1. ", "*a ", "[", "_" })
            AssertInert(PostText.ToHtml(string.Concat(Enumerable.Repeat(unit, 5000)) + "x"));
        AssertInert(PostText.ToHtml(string.Concat(Enumerable.Range(0, 300).Select(depth => new string(' ', depth * 2) + "- a\n"))));
    }

    [Fact]
    public void Nothing_of_a_post_is_lost_in_markup()
    {
        const string text = "# A\n\nb *c* **d** `e`\n\n1. f\n   g\n\n- h\n\n> i\n\n7. j\n8. k\n\n```\nl\n```\n\n[m]: n\n\n[o](https://p.example) ![q](https://r.example) <s> t";
        var shown = new HtmlParser().ParseDocument(PostText.ToHtml(text)).Body!.TextContent;
        var plain = PostText.ToPlain(text);
        foreach (var letter in "Abcdefghijklmnoqst")
        {
            Assert.Contains(letter, shown);
            Assert.Contains(letter, plain);
        }
    }

    [Theory]
    [InlineData("Hello\nworld", "Hello\nworld")]
    [InlineData("**b** *e*", "b e")]
    [InlineData("[the boat](https://example.org/b)", "the boat (https://example.org/b)")]
    [InlineData("https://example.org/b", "https://example.org/b")]
    [InlineData("- a\n- b\n  1. c", "- a\n- b\n  1. c")]
    [InlineData("> q\n> r", "> q\n> r")]
    [InlineData("one\n\n\n\ntwo", "one\n\ntwo")]
    [InlineData("1986. What a year", "1986. What a year")]
    [InlineData("<b>x</b>", "<b>x</b>")]
    public void Plain_text_reads_well(string text, string plain) => Assert.Equal(plain, PostText.ToPlain(text));

    [Theory]
    [InlineData("Hello world", 20, "Hello world")]
    [InlineData("Hello\n\nworld", 20, "Hello world")]
    [InlineData("Hello beautiful world", 16, "Hello beautiful…")]
    [InlineData("Hellobeautifulworld", 6, "Hello…")]
    [InlineData("**Hello** [world](https://example.org)", 12, "Hello world…")]
    [InlineData("😀😀😀", 4, "😀…")]
    [InlineData("Hello", 1, "…")]
    [InlineData("Hello", 0, "")]
    [InlineData("", 10, "")]
    public void A_preview_is_one_short_line(string text, int length, string preview)
    {
        Assert.Equal(preview, PostText.Preview(text, length));
        Assert.InRange(PostText.Preview(text, length).Length, 0, length);
    }

    private static void AssertInert(string html)
    {
        var body = new HtmlParser().ParseDocument(html).Body!;
        foreach (var element in body.QuerySelectorAll("*"))
        {
            Assert.Contains(element.LocalName, Allowed);
            Assert.All(element.Attributes, attribute => Assert.True(element.LocalName == "a" && attribute.Name == "href"));
            if (element.GetAttribute("href") is { } href)
                Assert.Matches("^(https?://[a-z0-9.:\\[\\]_-]+/|mailto:)", href);
        }

        Assert.Equal(Normal(html), Normal(body.InnerHtml));
    }

    /// <summary>A balanced text is what a parser makes of it, but for the ways to write a letter.</summary>
    private static string Normal(string html) => System.Net.WebUtility.HtmlDecode(html);
}
