using System.Text;
using System.Text.RegularExpressions;
using MailNode.Core.Replies;

namespace MailNode.Tests.Core.Replies;

/// <summary>Replies that others collected. What was typed in each was found by reading, and is named here by its lines.</summary>
public sealed partial class ReplyCorpusTests
{
    /// <summary>The lines that were typed, counted from 1, where it is not the first five.</summary>
    private static readonly Dictionary<string, string> Typed = new()
    {
        ["crisp/correct_sig.txt"] = "1",
        ["crisp/email_1.txt"] = "1-7",
        ["crisp/email_19.txt"] = "1-3",
        ["crisp/email_2.txt"] = "1,9-34",
        ["crisp/email_20.txt"] = "1",
        ["crisp/email_21.txt"] = "1-638",
        ["crisp/email_2_1.txt"] = "1",
        ["crisp/email_4.txt"] = "1",
        ["crisp/email_5.txt"] = "1-15",
        ["crisp/email_6.txt"] = "1-3",
        ["crisp/email_blackberry.txt"] = "1",
        ["crisp/email_bullets.txt"] = "1-9",
        ["crisp/email_custom_quote_header.txt"] = "1",
        ["crisp/email_customer_quote_header_2.txt"] = "1",
        ["crisp/email_customer_quote_header_3.txt"] = "1-3",
        ["crisp/email_emoji.txt"] = "1",
        ["crisp/email_iphone.txt"] = "1",
        ["crisp/email_multi_word_sent_from_my_mobile_device.txt"] = "1",
        ["crisp/email_not_a_signature.txt"] = "1-16",
        ["crisp/email_not_a_signature_2.txt"] = "1-10",
        ["crisp/email_reply_header.txt"] = "1-11",
        ["crisp/email_sent_from.txt"] = "1",
        ["crisp/email_sent_from_my_not_signature.txt"] = "1-3",
        ["crisp/email_thread.txt"] = "1",
        ["crisp/email_tricky_11_double_signature.txt"] = "1-4",
        ["crisp/email_tricky_13_timestamp_variations.txt"] = "1-9",
        ["crisp/email_tricky_16_unicode_signatures.txt"] = "1-4",
        ["crisp/email_tricky_17_forward_header.txt"] = "1",
        ["crisp/email_tricky_18_inline_reply.txt"] = "4,8,12",
        ["crisp/email_tricky_19_quote_without_header.txt"] = "1,7,12",
        ["crisp/email_tricky_1_on_false_positive.txt"] = "1-6",
        ["crisp/email_tricky_20_html_entities.txt"] = "1-3",
        ["crisp/email_tricky_2_url_with_wrote.txt"] = "1-8",
        ["crisp/email_tricky_3_code_block.txt"] = "1-12",
        ["crisp/email_tricky_6_regards_in_sentence.txt"] = "1-7",
        ["crisp/email_tricky_7_multiple_dashes.txt"] = "1-15",
        ["crisp/email_tricky_9_nested_quotes.txt"] = "1",
        ["crisp/email_unquoted_reply.txt"] = "1",
        ["crisp/email_with_from_headers.txt"] = "2-4",
        ["crisp/email_with_regards.txt"] = "1-10",
        ["crisp/email_zoho.txt"] = "1-2",
        ["crisp/sig_no_empty_line.txt"] = "1",
        ["github/correct_sig.txt"] = "1",
        ["github/email_1_1.txt"] = "1-7",
        ["github/email_1_2.txt"] = "1,9-34",
        ["github/email_1_4.txt"] = "1",
        ["github/email_1_5.txt"] = "1-15",
        ["github/email_1_6.txt"] = "1-3",
        ["github/email_1_7.txt"] = "1",
        ["github/email_1_8.txt"] = "13,19",
        ["github/email_2_1.txt"] = "1",
        ["github/email_2_2.txt"] = "1",
        ["github/email_2_3.txt"] = "1",
        ["github/email_BlackBerry.txt"] = "1",
        ["github/email_bullets.txt"] = "1-9",
        ["github/email_iPhone.txt"] = "1",
        ["github/email_long_quote.txt"] = "1-4,8-10",
        ["github/email_multi_word_sent_from_my_mobile_device.txt"] = "1",
        ["github/email_sent_from_my_not_signature.txt"] = "1-3",
        ["github/email_sig_delimiter_in_middle_of_line.txt"] = "1-7",
        ["github/greedy_on.txt"] = "1-6",
        ["github/pathological.txt"] = "1-2",
    };

    [Theory]
    [InlineData("crisp/fixtures", "crisp", 90)]
    [InlineData("github", "github", 22)]
    public void All_collected_replies_give_what_was_typed(string folder, string name, int files)
    {
        var agreeing = 0;
        foreach (var path in Directory.GetFiles(Folder(folder)))
        {
            var lines = File.ReadAllLines(path);
            var expected = Ranges(Typed.GetValueOrDefault($"{name}/{Path.GetFileName(path)}", "1-5")).SelectMany(range => lines[range]);
            var actual = NewText.FromPlain(File.ReadAllText(path)).Split('\n');
            Assert.Equal(Solid(expected), Solid(actual));
            agreeing++;
        }

        Assert.Equal(files, agreeing);
    }

    /// <summary>The collection counts signatures as typed; we do not, so they are taken off what it expects, too.</summary>
    [Fact]
    public void All_replies_of_twelve_mail_clients_give_their_text()
    {
        var (plain, html) = (0, 0);
        foreach (var path in Directory.GetFiles(Folder("talon/standard_replies"), "*.eml"))
        {
            var expectedPath = Path.ChangeExtension(path, null) + "_reply_text";
            var expected = File.Exists(expectedPath) ? NewText.FromPlain(File.ReadAllText(expectedPath)) : "Hello";
            foreach (var (type, text) in Parts(File.ReadAllText(path)))
            {
                if (type == "text/plain" && ++plain > 0)
                    Assert.Equal(expected, NewText.FromPlain(text));
                else if (++html > 0)
                    Assert.Equal(path.EndsWith("outlook.eml", StringComparison.Ordinal) ? "Allo! Follow up MIME!" : expected, NewText.FromHtml(text));
            }
        }

        Assert.Equal((12, 7), (plain, html));
    }

    [Fact]
    public void All_replies_in_HTML_give_their_text()
    {
        var agreeing = 0;
        foreach (var path in Directory.GetFiles(Folder("talon/html_replies")))
        {
            Assert.Equal(["Hi. I am fine.", "Thanks,", "Alex"], Solid(NewText.FromHtml(File.ReadAllText(path)).Split('\n')));
            agreeing++;
        }

        Assert.Equal(9, agreeing);
        Assert.Equal("Reply", NewText.FromHtml(File.ReadAllText(Path.Combine(Folder("talon"), "OLK_SRC_BODY_SECTION.html"))));
        Assert.Equal("Hi\nthere\nBob", NewText.FromHtml(File.ReadAllText(Path.Combine(Folder("talon"), "reply-separated-by-hr.html"))));
    }

    private static string Folder(string name)
    {
        var root = Environment.GetEnvironmentVariable("MAILNODE_CORPORA");
        if (string.IsNullOrEmpty(root))
            Assert.Skip("MAILNODE_CORPORA is not set: the collected replies are not here.");
        return Path.Combine(root, "replies", name);
    }

    private static List<string> Solid(IEnumerable<string> lines) =>
        [.. lines.Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => line.TrimEnd())];

    private static IEnumerable<Range> Ranges(string text) => text == "none"
        ? []
        : text.Split(',').Select(part => part.Split('-')).Select(ends => new Range(int.Parse(ends[0]) - 1, int.Parse(ends[^1])));

    /// <summary>Just enough of a reader for these files: one level of parts, base64 and quoted-printable in UTF-8.</summary>
    private static IEnumerable<(string Type, string Text)> Parts(string mail)
    {
        mail = mail.ReplaceLineEndings("\n");
        var boundary = Boundary.Match(mail).Groups[1].Value;
        foreach (var part in boundary.Length == 0 ? [mail] : mail.Split("--" + boundary)[1..])
        {
            var halves = part.TrimStart('\n').Split("\n\n", 2);
            if (halves.Length == 2 && halves[0].Contains("text/", StringComparison.OrdinalIgnoreCase))
                yield return (halves[0].Contains("text/html", StringComparison.OrdinalIgnoreCase) ? "text/html" : "text/plain", Decoded(halves[0], halves[1]));
        }
    }

    private static string Decoded(string headers, string body)
    {
        if (headers.Contains("base64", StringComparison.OrdinalIgnoreCase))
            return Encoding.UTF8.GetString(Convert.FromBase64String(body.Replace("\n", "", StringComparison.Ordinal)));
        if (!headers.Contains("quoted-printable", StringComparison.OrdinalIgnoreCase))
            return body;
        return Escape.Replace(body.Replace("=\n", "", StringComparison.Ordinal), match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());
    }

    [GeneratedRegex("boundary=\"?([^\"\\s]+)\"?")]
    private static partial Regex Boundary { get; }

    [GeneratedRegex("=([0-9A-F]{2})")]
    private static partial Regex Escape { get; }
}
