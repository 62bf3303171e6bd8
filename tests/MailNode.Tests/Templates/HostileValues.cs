using System.Text.RegularExpressions;
using MailNode.Templates;

namespace MailNode.Tests.Templates;

using Members = Dictionary<string, object?>;

/// <summary>What strangers write comes out as text: it is no template, no markup, and no line or word of ours.</summary>
public sealed partial class HostileValues
{
    private static readonly string LongWord = new('W', 100_000);

    public static TheoryData<string> Payloads =>
    [
        "{{ 1 + 1 }}", "{{ include 'digest.html' }}", "{% raw %}{{ name }}", "{%{ x }%}", "%s%n{0}", "</style><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)", "<!-- ", "]]>", "<plaintext>", "</div></article></td></table>", "<svg/onload=alert(1)>", "&lt;script&gt;", "\u202Efdp.exe", "\0\u0001\u001b[31m", "\ud800", LongWord,
    ];

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Any_field_may_hold_anything_and_the_mail_has_the_same_elements(string payload)
    {
        foreach (var name in new[] { "digest.html", "post.html", "sealed.html" })
        {
            var calm = Elements(TemplateFiles.Render(name, Everywhere("calm")));
            Assert.Equal(calm, Elements(TemplateFiles.Render(name, Everywhere(payload))));
        }
    }

    [Fact]
    public void A_template_in_a_value_is_only_text()
    {
        var html = TemplateFiles.Render("digest.html", Everywhere("{{ 1 + 1 }}"));
        Assert.Contains("<bdi>{{ 1 + 1 }}</bdi>", html, StringComparison.Ordinal);
        Assert.Contains("  {{ 1 + 1 }}", TemplateFiles.Render("digest.txt", Everywhere("{{ 1 + 1 }}")), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_isolated_so_that_their_direction_ends_with_them()
    {
        var html = TemplateFiles.Render("digest.html", Everywhere("\u202Eevil"));
        var body = Body(html);
        foreach (Match place in Regex.Matches(body, "\u202Eevil"))
        {
            var tag = body[body.LastIndexOf('<', place.Index)..place.Index];
            // In an attribute (alt, aria-label) nothing follows that could be turned around.
            Assert.True(!tag.Contains('>') || tag is "<bdi>" or "<b>" || tag.Contains(" dir=\"", StringComparison.Ordinal), tag);
        }
    }

    [Fact]
    public void Links_other_than_mail_and_pictures_from_elsewhere_are_left_out()
    {
        var message = SampleModel.Message(SampleModel.Author("Eve", "eve@example.edu", "stranger"), "now", "hi");
        message["like"] = "javascript:alert(1)";
        message["reply"] = "https://evil.example/";
        message["pictures"] = new List<object?> { new Members { ["src"] = "https://evil.example/pixel.gif", ["alt"] = "a pixel", ["width"] = 1, ["height"] = 1 } };
        var model = SampleModel.Digest();
        model["threads"] = new List<object?> { message };

        var html = TemplateFiles.Render("digest.html", model);

        Assert.DoesNotContain("javascript:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", html, StringComparison.Ordinal);
        Assert.Contains("a pixel", html, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example/pixel", TemplateFiles.Render("digest.txt", model), StringComparison.Ordinal);
    }

    [Fact]
    public void In_the_text_mail_nobody_can_write_a_line_of_ours()
    {
        const string Forged = "hello\r\n\n============================================================\n\nAna\nverified · to friends · today\n\n| Ben\n| verified · 21:10";
        var text = TemplateFiles.Render("digest.txt", Everywhere(Forged));

        Assert.DoesNotContain("\nverified · to friends · today", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n| Ben\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
        Assert.Contains("\n  verified · to friends · today\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ x }}", "&lt;i&gt; &amp; &#39;&quot;")]
    [InlineData("{{ x | raw }}", "<i> & '\"")]
    [InlineData("{{ x | html.escape }}", "&lt;i&gt; &amp; &#39;&quot;")]
    [InlineData("{{ 'a<' + x }}", "a&lt;&lt;i&gt; &amp; &#39;&quot;")]
    [InlineData("{{ [x] }}", "[&quot;&lt;i&gt; &amp; &#39;&quot;&quot;]")]
    [InlineData("{{ trusted }}", "<em>t</em>")]
    [InlineData("{{ trusted | string.upcase }}", "&lt;EM&gt;T&lt;/EM&gt;")]
    [InlineData("{{ trusted + '' }}", "&lt;em&gt;t&lt;/em&gt;")]
    [InlineData("{{ capture c }}<p>{{ x }}</p>{{ end }}{{ c }}", "<p>&lt;i&gt; &amp; &#39;&quot;</p>")]
    [InlineData("{{ c = include 'part' }}{{ c }}{{ include 'part' }}", "<u>&lt;i&gt; &amp; &#39;&quot;</u><u>&lt;i&gt; &amp; &#39;&quot;</u>")]
    [InlineData("{{ yes ? trusted : x }}{{ null ?? trusted }}", "<em>t</em><em>t</em>")]
    public void Only_what_the_template_trusts_is_written_as_markup(string template, string expected)
    {
        var model = new Members { ["x"] = "<i> & '\"", ["trusted"] = new Markup("<em>t</em>"), ["yes"] = true };
        Assert.Equal(expected, Template.Parse(template, "t").Render(model, new TemplateOptions { EscapeHtml = true, Include = _ => "<u>{{ x }}</u>" }));
    }

    // Every text of the sample becomes the payload; what the program itself writes (HTML, links, picture sources, trust, dates, sizes) stays.
    private static Members Everywhere(string payload)
    {
        var model = SampleModel.Digest();
        foreach (var (name, value) in SampleModel.Post().Concat(SampleModel.Sealed()))
            model.TryAdd(name, value);
        return (Members)Replace(model, "", payload)!;
    }

    private static object? Replace(object? value, string name, string payload) => value switch
    {
        Members members => members.ToDictionary(member => member.Key, member => Replace(member.Value, member.Key, payload)),
        string text when name is "src" or "like" or "reply" or "kind" or "trust" or "at" or "date" or "size" => text,
        string => payload,
        IEnumerable<object?> list => list.Select(element => Replace(element, name, payload)).ToList(),
        _ => value,
    };

    private static string Body(string html) => html[html.IndexOf("<body", StringComparison.Ordinal)..];

    private static List<string> Elements(string html) => [.. Tag().Matches(html).Select(tag => tag.Groups[1].Value)];

    [GeneratedRegex("<(/?[a-zA-Z!][a-zA-Z0-9]*)")]
    private static partial Regex Tag();
}
