using System.Globalization;
using MailNode.Core.Contacts;
using MailNode.Core.Threads;

namespace MailNode.Core.Digests;

/// <summary>What has happened among friends, on one page.</summary>
/// <param name="More">Threads that found no room.</param>
public sealed record Digest(IReadOnlyList<Entry> Threads, IReadOnlyList<Contact> Requests, int More)
{
    /// <summary>Threads on one page at most.</summary>
    public const int MaxThreads = 50;

    /// <summary>Requests on one page at most: strangers write them, and must not fill it. The others are for the next.</summary>
    public const int MaxRequests = 20;

    /// <summary>Bytes of HTML beyond which large mail providers hide the rest of a mail.</summary>
    public const int MaxHtmlBytes = 100_000;

    public static Digest Of(IReadOnlyList<Entry> threads, IReadOnlyList<Contact> requests) =>
        new([.. threads.Take(MaxThreads)], [.. requests.Take(MaxRequests)], Math.Max(0, threads.Count - MaxThreads));

    /// <summary>The page, with as many threads as fit.</summary>
    /// <param name="most">Bytes of HTML; pictures that lie in it as data count.</param>
    public (Digest Shown, string Html, string Text) Render(Page page, EntryModel entries, DateTimeOffset now, int most = MaxHtmlBytes)
    {
        var digest = this;
        while (true)
        {
            var (html, text) = page.Render(digest.Model(entries, now));
            var size = System.Text.Encoding.UTF8.GetByteCount(html);
            if (size <= most || digest.Threads.Count <= 1) return (digest, html, text);
            var fitting = Math.Min(digest.Threads.Count - 1, (int)(digest.Threads.Count * (long)most / size));
            var kept = Math.Max(1, fitting);
            digest = digest with { Threads = [.. digest.Threads.Take(kept)], More = digest.More + digest.Threads.Count - kept };
        }
    }

    /// <summary>"MailNode, Saturday 21 November 2026": subjects that differ from day to day are not folded into one thread.</summary>
    public static string Title(DateTimeOffset now) => $"MailNode, {now.ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture)}";

    private Dictionary<string, object?> Model(EntryModel entries, DateTimeOffset now) => new()
    {
        ["title"] = Title(now),
        ["date"] = entries.When(now),
        ["node"] = entries.Node,
        ["new_count"] = Threads.Sum(thread => thread.Walk().Count()),
        ["requests"] = Requests.Select(Request).ToList(),
        ["threads"] = Threads.Select(thread => (object?)entries.Thread(thread)).ToList(),
        ["more"] = More,
    };

    private static object? Request(Contact contact) => new Dictionary<string, object?>
    {
        ["name"] = contact.Name,
        ["address"] = contact.Address,
        ["fingerprint"] = contact.Fingerprint.Grouped(),
        ["command"] = $"mailnode confirm {contact.Fingerprint}",
    };
}
