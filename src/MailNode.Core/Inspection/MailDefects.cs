using System.Collections.Frozen;
using MailNode.Mime;

namespace MailNode.Core.Inspection;

/// <summary>What is broken in a mail, in words that programs can rely on: the list grows, a word never changes its meaning.</summary>
public static class MailDefects
{
    /// <summary>It has more bytes than the node reads, and was not read.</summary>
    public const string TooLarge = "too-large";

    private const string NoFrom = "no-sender";
    private const string NoDate = "no-date";
    private const string Other = "other";

    private static readonly FrozenDictionary<string, string> WordOf = new Dictionary<string, string>
    {
        ["a byte order mark before the header"] = "byte-order-mark",
        ["an mbox separator before the header"] = "mbox-separator",
        ["a line in the header that is no field"] = "bad-header-line",
        ["no blank line between header and body"] = "no-header-end",
        ["more header fields than the limit"] = "too-many-headers",
        ["a longer header than the limit"] = "header-too-long",
        ["deeper nesting than the limit"] = "too-deep",
        ["more parts than the limit"] = "too-many-parts",
        ["a multipart without a boundary"] = "no-boundary",
        ["a multipart without parts"] = "no-parts",
        ["a multipart without its final boundary"] = "no-final-boundary",
        ["a transfer encoding with invalid characters"] = "bad-encoding",
        ["an unknown transfer encoding"] = "unknown-encoding",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The closed list.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. WordOf.Values, NoFrom, NoDate, TooLarge, Other];

    /// <summary>Of a mail and all its parts, each word once, in alphabetical order.</summary>
    public static IReadOnlyList<string> Of(MimeEntity mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var words = new SortedSet<string>(StringComparer.Ordinal);
        if (mail.Headers.Addresses("From").Count == 0) words.Add(NoFrom);
        if (mail.Headers.Date is null) words.Add(NoDate);
        var open = new Stack<MimeEntity>([mail]);
        while (open.TryPop(out var entity))
        {
            words.UnionWith(entity.Defects.Select(defect => WordOf.GetValueOrDefault(defect, Other)));
            foreach (var child in entity.Children) open.Push(child);
        }

        return [.. words];
    }
}
