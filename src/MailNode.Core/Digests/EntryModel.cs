using System.Globalization;
using MailNode.Core.Contacts;
using MailNode.Core.Packets;
using MailNode.Core.Replies;
using MailNode.Core.Text;
using MailNode.Core.Threads;
using MailNode.Templates;

namespace MailNode.Core.Digests;

/// <summary>Turns entries into what templates are given; all words that a person reads about an entry are chosen here.</summary>
/// <param name="pictures">Where a page finds a picture by its hash; null when it is still on its way.</param>
public sealed class EntryModel(Self self, ReplyKeys keys, TimeZoneInfo zone, Func<Attachment, string?> pictures, Func<Attachment, bool> isHere)
{
    /// <summary>One thread: its root with all comments below it, flat, each with its depth.</summary>
    public Dictionary<string, object?> Thread(Entry root)
    {
        var model = One(root, 0);
        model["comments"] = root.Walk().Skip(1).Select(below => (object?)One(below.Entry, below.Depth)).ToList();
        return model;
    }

    /// <summary>One post or comment, without what hangs below it.</summary>
    public Dictionary<string, object?> One(Entry entry, int depth)
    {
        var here = entry.Attachments.Where(isHere).ToList();
        var (html, plain) = PostText.ToBoth(entry.Text);
        var preview = entry.Placeholder is null ? PostText.Preview(entry.Text, 40) : null;
        return new Dictionary<string, object?>
        {
            ["id"] = entry.Id.ToString(),
            ["author"] = Author(entry.Author),
            ["at"] = When(entry.At),
            ["audience"] = AudienceWords(entry.Audience),
            ["html"] = new Markup(html),
            ["text"] = plain,
            ["edited"] = entry.Edited,
            ["waiting"] = entry.Attachments.Count - here.Count,
            ["pictures"] = here.Where(IsPicture).Select(Picture).ToList(),
            ["files"] = here.Where(one => !IsPicture(one)).Select(File).ToList(),
            ["reactions"] = entry.Reactions.GroupBy(one => one.Emoji).Select(Reaction).ToList(),
            ["placeholder"] = entry.Placeholder,
            ["like"] = MailLink(entry, TokenPurpose.Like, "Like", preview),
            ["reply"] = MailLink(entry, TokenPurpose.Reply, "Re", preview),
            ["depth"] = depth,
            ["comments"] = new List<object?>(),
        };
    }

    public string When(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    public Dictionary<string, object?> Node => new() { ["name"] = self.Name, ["address"] = self.Address.ToString() };

    private bool IsPicture(Attachment one) => Media.MediaType.IsInlinePicture(one.Type) && pictures(one) is not null;

    private object? Picture(Attachment one) => new Dictionary<string, object?>
    {
        ["src"] = pictures(one), ["alt"] = one.Alt ?? "", ["width"] = one.Width, ["height"] = one.Height,
    };

    private static object? File(Attachment one) => new Dictionary<string, object?>
    {
        ["name"] = FileName.Clean(one.Name, one.Type), ["type"] = one.Type, ["size"] = SizeWords(one.Size),
    };

    private static object? Reaction(IGrouping<string, Reaction> votes) => new Dictionary<string, object?>
    {
        ["emoji"] = votes.Key, ["count"] = votes.Count(), ["names"] = string.Join(", ", votes.Select(one => one.Author.Name)),
    };

    private static Dictionary<string, object?> Author(Person person) => new()
    {
        ["name"] = person.Name, ["address"] = person.Address, ["trust"] = person.Trust.Word(), ["you"] = person.Trust == Trust.Self,
    };

    private static string AudienceWords(Audience audience) => audience.Kind switch
    {
        Audience.Group => audience.Label is { } label ? DisplayName.Clean(label) : "a group",
        Audience.Direct => "direct",
        Audience.Public => "public",
        _ => "friends",
    };

    /// <summary>"12 bytes", "31 KB", "2.4 MB".</summary>
    public static string SizeWords(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} bytes",
        < 1024 * 1024 => $"{bytes / 1024} KB",
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MB"),
    };

    /// <summary>A mail to the node itself with a token in its subject, ready to be sent as it opens.</summary>
    private string? MailLink(Entry entry, TokenPurpose purpose, string word, string? preview)
    {
        if (preview is null) return null;
        var token = ReplyToken.Make(keys.Tokens, self.Address, purpose, entry.Id, entry.At);
        var subject = $"{word}: {preview} [{token}]";
        return $"mailto:{self.Address}?subject={Uri.EscapeDataString(subject)}";
    }
}
