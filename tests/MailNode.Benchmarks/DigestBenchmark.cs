using System.Net;
using System.Text;
using MailNode.Core.Contacts;
using MailNode.Core.Digests;
using MailNode.Core.Packets;
using MailNode.Core.Replies;
using MailNode.Core.Threads;
using MailNode.Flows;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Benchmarks;

/// <summary>The digest with the templates that we ship, against code that appends the same page by hand.</summary>
internal static class DigestBenchmark
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    private const string Post =
        "We walked until the light was *gone*.\nThe dog found a crab, and the crab found the dog.\n\nWho comes along next Sunday? See https://example.org/tides & bring a scarf.";

    public static IReadOnlyList<Row> Run()
    {
        using var key = SecretKey.Generate("Ana <ana@example.org>", Now);
        var self = new Self("Ana", EmailAddress.Parse("ana@example.org"), key.Certificate);
        var entries = new EntryModel(self, ReplyKeys.Of(key), TimeZoneInfo.Utc, _ => null, _ => true);
        var page = new Pages(Path.Combine(AppContext.BaseDirectory, "templates"), "none").Digest;
        return [.. Rows(50, "5,000/s", page, entries), .. Rows(1_000, "250/s", page, entries)];
    }

    private static IEnumerable<Row> Rows(int posts, string must, Page page, EntryModel entries)
    {
        IReadOnlyList<Entry> threads = [.. Enumerable.Range(0, posts).Select(Thread)];
        var model = Model(threads, entries);
        var html = page.Render(model).Html;
        var byHand = new Lane(() => ByHand(threads, html.Length));
        var render = new Lane(() => page.Html.Render(model, new() { EscapeHtml = true, Include = page.Include }));
        var making = new Lane(() => Model(threads, entries));
        var digest = Digest.Of(threads, []);
        var whole = new Lane(() => digest.Render(page, entries, Now));
        Lane.Race(render, making, whole, byHand);
        const string Baseline = "appended by hand";
        yield return Row.Of($"render {posts:N0} posts as HTML ({html.Length / 1024} KB), model ready", render, Baseline, byHand.PerSecond, must);
        yield return Row.Of($"make the model of {posts:N0} posts (Markdown, reply links)", making, Baseline, byHand.PerSecond);
        if (posts <= Digest.MaxThreads) yield return Row.Of($"a whole digest of {posts} posts: model, HTML, text", whole, Baseline, byHand.PerSecond);
    }

    private static Entry Thread(int number)
    {
        var author = new Person($"Ben {number}", $"ben{number}@example.org", new Fingerprint(new byte[20]), Trust.Invited);
        return new Entry
        {
            Id = PacketId.Of(BitConverter.GetBytes(number)), Type = PacketTypes.Post, Author = author, At = Now.AddMinutes(-number),
            Audience = new Audience(Audience.Friends), Text = Post, Reactions = [new Reaction("❤️", author)],
        };
    }

    private static Dictionary<string, object?> Model(IReadOnlyList<Entry> threads, EntryModel entries) => new()
    {
        ["title"] = Digest.Title(Now), ["date"] = entries.When(Now), ["node"] = entries.Node, ["new_count"] = threads.Count,
        ["requests"] = new List<object?>(), ["threads"] = threads.Select(one => (object?)entries.Thread(one)).ToList(), ["more"] = 0,
    };

    /// <summary>A page of the same length, its values escaped: what no template language can beat.</summary>
    private static string ByHand(IReadOnlyList<Entry> threads, int length)
    {
        var page = new StringBuilder();
        var markup = new string('m', Math.Max(0, length / threads.Count - Post.Length - 60));
        foreach (var thread in threads)
            page.Append(markup).Append(WebUtility.HtmlEncode(thread.Author.Name)).Append(WebUtility.HtmlEncode(thread.Author.Address))
                .Append(WebUtility.HtmlEncode(thread.Id.ToString())).Append(WebUtility.HtmlEncode(thread.Text));
        return page.ToString();
    }
}
