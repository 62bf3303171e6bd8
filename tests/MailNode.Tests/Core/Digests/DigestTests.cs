using System.Text;
using MailNode.Core.Contacts;
using MailNode.Core.Digests;
using MailNode.Core.Packets;
using MailNode.Core.Replies;
using MailNode.Core.Threads;
using MailNode.Mime;
using MailNode.Templates;
using MailNode.Tests.Core.Threads;
using MailNode.Tests.Templates;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Core.Digests;

public sealed class DigestTests
{
    private static readonly ReplyKeys Secrets = ReplyKeys.Of(Keys.Ana);
    private static readonly EntryModel Entries = new(Home.Ana, Secrets, TimeZoneInfo.Utc, PageMail.Cid, _ => true);

    [Fact]
    public void A_page_is_below_what_mail_providers_hide()
    {
        var threads = Enumerable.Range(0, 50).Select(at => Thread($"{at} " + new string('é', 3000))).ToList();
        var (shown, html, text) = Digest.Of(threads, []).Render(Page("digest"), Entries, Pen.Now);
        Assert.InRange(Encoding.UTF8.GetByteCount(html), Digest.MaxHtmlBytes / 2, Digest.MaxHtmlBytes);
        Assert.Equal(50, shown.Threads.Count + shown.More);
        Assert.Equal(threads.Take(shown.Threads.Count).Select(one => one.Id), shown.Threads.Select(one => one.Id));
        Assert.Contains($"{shown.More} more threads", html, StringComparison.Ordinal);
        Assert.Contains($"{shown.More} more", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_threads_and_many_requests_wait_for_the_next()
    {
        var strangers = Pen.Book([.. Enumerable.Range(0, 60).Select(at => Pen.Log(Pen.Named((byte)at), new PacketDraft(
            PacketTypes.Hello, new HelloBody(Pen.Profile(new string('w', 900)), Pen.Key)) { Readers = [Pen.Ana] }))]).All;
        var digest = Digest.Of([.. Enumerable.Repeat(Thread("hi"), 70)], strangers);
        Assert.Equal((Digest.MaxThreads, 20, Digest.MaxRequests), (digest.Threads.Count, digest.More, digest.Requests.Count));
        Assert.True(Encoding.UTF8.GetByteCount(digest.Render(Page("digest"), Entries, Pen.Now).Html) <= Digest.MaxHtmlBytes);
    }

    [Fact]
    public void What_strangers_chose_is_text_and_no_markup()
    {
        var eve = Pen.Book(Pen.Hello(Pen.Eve, name: "<script>alert(1)</script>")).All;
        var thread = Thread("<img src=x onerror=alert(1)>");
        var (_, html, _) = Digest.Of([thread], eve).Render(Page("digest"), Entries, Pen.Now);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=x", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Days_have_titles_of_their_own() => Assert.Equal("MailNode, Saturday 21 November 2026", Digest.Title(Pen.Now));

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1023, "1023 bytes")]
    [InlineData(1024, "1 KB")]
    [InlineData(31_999, "31 KB")]
    [InlineData(2_516_582, "2.4 MB")]
    public void Sizes_are_words(long bytes, string words) => Assert.Equal(words, EntryModel.SizeWords(bytes));

    [Fact]
    public void A_feed_message_is_the_same_each_time_and_threaded()
    {
        var story = Story.ByBen();
        story.Comment(Pen.Ben, "At four?", story.Comment(Pen.Ana, "Yes"));
        var root = story.Fold()!;
        var (yes, four) = (root.Comments[0], root.Comments[0].Comments[0]);
        var mails = new[] { Write(root), Write(yes, root), Write(four, root, yes) };
        Assert.Equal(mails.Select(Headers), new[] { Write(root), Write(yes, root), Write(four, root, yes) }.Select(Headers));
        Assert.Equal(3, mails.Select(one => one.MessageId).Distinct().Count());
        Assert.Equal([mails[0].MessageId, mails[1].MessageId], mails[2].References);
        var read = MimeEntity.Parse(mails[2].Write()).Headers;
        Assert.Equal(mails.Take(2).Select(one => one.MessageId), read.MessageIds("References"));
        Assert.Equal([mails[1].MessageId], read.MessageIds("In-Reply-To"));
        Assert.Equal(("Re: Anyone for tea?", "Ben (MailNode)"), (read.Text("Subject"), read.Addresses("From")[0].Name));
        Assert.Equal(four.Id.ToString()[..24], ReplyMail.Token(HeaderList.Parse(Encoding.ASCII.GetBytes($"In-Reply-To: <{mails[2].MessageId}>\r\n\r\n")), Secrets, Home.Ana.Address, Pen.Now)!.Packet);
        Assert.True(IsAutomatic(read));
    }

    [Fact]
    public void What_is_meant_to_stay_sealed_is_in_no_plain_copy()
    {
        var story = Story.Of(Pen.Log(Pen.Ben, new PacketDraft(PacketTypes.Post, new PostBody("the surprise party"))
        {
            Readers = [Pen.Ana], Attachments = [new Attachment(new string('a', 64), "surprise.txt", "text/plain", 5)],
        }));
        var root = story.Fold()!;
        var hidden = Everything(FeedMessage.Write(root, [], Page("post"), Entries, Home.Ana, Secrets, _ => "party!"u8.ToArray(), plain: true));
        Assert.DoesNotContain("surprise", hidden, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToBase64String("party!"u8), hidden, StringComparison.Ordinal);
        Assert.Contains(root.Id.ToString()[..12], hidden, StringComparison.Ordinal);
        var open = Everything(FeedMessage.Write(root, [], Page("post"), Entries, Home.Ana, Secrets, _ => "party!"u8.ToArray(), plain: false));
        Assert.Contains("surprise party", open, StringComparison.Ordinal);
        var (_, html, text) = Digest.Of([root.WithoutText()], []).Render(Page("digest"), Entries, Pen.Now);
        Assert.DoesNotContain("surprise", html + text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_sealed_copy_has_its_subject_inside()
    {
        byte[]? inner = null;
        var mail = MimeEntity.Parse(Write(Story.ByBen("the surprise party").Fold()!).WriteSealed(content =>
        {
            inner = content;
            return MailNode.OpenPgp.Armor.EncodeBytes("PGP MESSAGE", [1, 2, 3]);
        }));
        Assert.Equal("[...]", mail.Headers.Text("Subject"));
        Assert.Equal("the surprise party", MimeEntity.Parse(inner).Headers.Text("Subject"));
        Assert.DoesNotContain("surprise", Encoding.ASCII.GetString(mail.Raw.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_placeholder_can_be_neither_liked_nor_answered()
    {
        var entry = Thread("") with { Placeholder = "Ben sent something" };
        Assert.Null(Entries.One(entry, 0)["reply"]);
        Assert.Equal("Ben sent something", Write(entry).Subject);
        Assert.NotNull(Entries.One(Thread("hi"), 0)["like"]);
    }

    private static Entry Thread(string text) => Story.ByBen(text).Fold()!;

    private static Page Page(string name) => new(
        Template.Parse(TemplateFiles.Read($"{name}.html")!, name), Template.Parse(TemplateFiles.Read($"{name}.txt")!, name), TemplateFiles.Read);

    private static PageMail Write(Entry entry, params Entry[] line) =>
        FeedMessage.Write(entry, line, Page("post"), Entries, Home.Ana, Secrets, _ => null, plain: true);

    private static string Headers(PageMail mail) => Encoding.UTF8.GetString(mail.Write());

    /// <summary>A mail with all its texts, decoded.</summary>
    private static string Everything(PageMail mail) => Encoding.UTF8.GetString(mail.Write())
        + string.Concat(MimeEntity.Parse(mail.Write()).Leaves().Select(leaf => leaf.Text())) + mail.Subject;

    private static bool IsAutomatic(HeaderList headers) => Automation.IsAutomatic([.. headers.Select(one => (one.Name, one.Value))]);
}
