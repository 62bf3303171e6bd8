using System.Text.RegularExpressions;

namespace MailNode.Tests.Templates;

/// <summary>The mails that people read: compared with golden files, rewritten by UPDATE_GOLDEN=1 and then looked at.</summary>
public sealed partial class ShippedTemplates
{
    private static readonly string[] Void = ["meta", "img", "br", "!doctype"];

    public static TheoryData<string> Pages => ["digest.html", "post.html", "sealed.html"];

    public static TheoryData<string> Mails => ["digest.html", "digest.txt", "post.html", "post.txt", "sealed.html", "sealed.txt"];

    [Theory]
    [MemberData(nameof(Mails))]
    public void A_mail_looks_as_it_did_when_it_was_last_looked_at(string name) => TemplateFiles.CheckGolden(name, Rendered(name));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_element_is_closed_in_order(string name)
    {
        var open = new Stack<string>();
        foreach (Match tag in Tag().Matches(Rendered(name)))
        {
            var element = tag.Groups[2].Value.ToLowerInvariant();
            if (Void.Contains(element))
                continue;
            if (tag.Groups[1].Value == "/")
                Assert.Equal(open.Pop(), element);
            else
                open.Push(element);
        }
        Assert.Empty(open);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Nothing_is_fetched_run_or_submitted(string name)
    {
        var html = Rendered(name);
        Assert.DoesNotMatch("(?i)<(script|form|iframe|link|object|embed|base|input|button|video|audio)\\b", html);
        Assert.DoesNotMatch("(?i)url\\(|@import|@font-face|http-equiv|src=\"(?!cid:|data:image/)|\\son[a-z]+=", html);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_screen_reader_finds_language_title_headings_and_words_for_pictures(string name)
    {
        var html = Rendered(name);
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">", html, StringComparison.Ordinal);
        Assert.Matches("<title>[^<]+</title>", html);
        Assert.Single(Regex.Matches(html, "<h1\\b"));
        Assert.DoesNotMatch("<img(?![^>]*alt=\"[^\"]+\")", html);
        var levels = Regex.Matches(html, "<h([1-6])").Select(heading => int.Parse(heading.Groups[1].Value)).ToList();
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1, "a heading level is skipped"));
    }

    [Theory]
    [InlineData("digest")]
    [InlineData("post")]
    public void Text_and_HTML_say_the_same(string mail)
    {
        var html = Readable(Rendered(mail + ".html"));
        var text = Readable(Rendered(mail + ".txt").Replace("| ", "", StringComparison.Ordinal));
        foreach (var words in new[]
        {
            "Grandma", "known by mail, through Ana", "grandma@example.org", "What a sky!", "verified", "to Family", "yesterday, 18:42", "tides-november.pdf", "84 KB",
            "2 attachments still on the way", "The beach at dusk, the hills behind it", "stranger · eve@example.edu", "4 comments", "3 · Ana, Dara, Grandma",
        })
        {
            Assert.Contains(words, html, StringComparison.Ordinal);
            Assert.Contains(words, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_quiet_day_is_said_kindly_and_short()
    {
        var model = SampleModel.Digest();
        (model["threads"], model["requests"], model["more"], model["invite_count"], model["new_count"]) = (new List<object?>(), null, 0, null, 0);
        Assert.Contains("Nothing new from your friends. Enjoy the quiet.", TemplateFiles.Render("digest.html", model), StringComparison.Ordinal);
        Assert.Contains("nothing new · for Ana\n\nNothing new from your friends. Enjoy the quiet.", TemplateFiles.Render("digest.txt", model), StringComparison.Ordinal);
    }

    [Fact]
    public void Fifty_posts_with_a_comment_each_stay_below_what_Gmail_clips()
    {
        var model = SampleModel.Digest();
        model["threads"] = Enumerable.Range(0, 50).Select(_ =>
        {
            var post = SampleModel.Message(SampleModel.Author("Ben", "ben@example.com", "verified"), "today, 08:01", "A post of the usual length, which is about two lines of a mail.");
            post["comments"] = new List<object?> { SampleModel.Message(SampleModel.Author("Dara", "dara@example.org", "invited"), "08:02", "Oh, how lovely!") };
            return (object?)post;
        }).ToList();
        Assert.InRange(TemplateFiles.Render("digest.html", model).Length, 1, 102_000);
    }

    [Fact]
    public void Comments_step_in_to_a_cap_and_no_further()
    {
        var post = SampleModel.Post();
        var comment = SampleModel.Message(SampleModel.Author("Ben", "ben@example.com", "verified"), "now", "deep");
        comment["depth"] = 90;
        post["comments"] = new List<object?> { comment };
        Assert.Contains("margin-left:42px", TemplateFiles.Render("post.html", post), StringComparison.Ordinal);
        Assert.Contains("\n| | | | | | Ben\n", TemplateFiles.Render("post.txt", post), StringComparison.Ordinal);
    }

    private static string Rendered(string name) => TemplateFiles.Render(name, name[..name.IndexOf('.')] switch
    {
        "digest" => SampleModel.Digest(),
        "post" => SampleModel.Post(),
        _ => SampleModel.Sealed(),
    });

    private static string Readable(string mail) => Regex.Replace(Regex.Replace(mail, "<style>.*</style>|<[^>]+>", "", RegexOptions.Singleline), "\\s+", " ");

    [GeneratedRegex("<(/?)([a-zA-Z!][a-zA-Z0-9]*)[^>]*>")]
    private static partial Regex Tag();
}
