using MailNode.Mime;

namespace MailNode.Core.Replies;

/// <summary>The parts that a mail client shows as the text of a mail. What an enclosed mail or an attachment says is not said by this mail.</summary>
/// <param name="Plain">The first text/plain; null if there is none.</param>
/// <param name="Html">The first text/html; null if there is none.</param>
public sealed record ReadingText(MimeEntity? Plain, MimeEntity? Html)
{
    /// <summary>Parts that are looked at; nobody writes more before the text begins.</summary>
    private const int MaxParts = 1000;

    public static ReadingText Of(MimeEntity mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var shown = Shown(mail).Take(MaxParts).ToList();
        return new ReadingText(shown.FirstOrDefault(part => part.ContentType.Is("text/plain")), shown.FirstOrDefault(part => part.ContentType.Is("text/html")));
    }

    private static IEnumerable<MimeEntity> Shown(MimeEntity mail)
    {
        var open = new Stack<MimeEntity>([mail]);
        while (open.TryPop(out var part))
        {
            if (part.Disposition == "attachment") continue;
            if (!part.IsMultipart) yield return part;
            // Of a multipart/related, the rest only serves the root (RFC 2387, 3.4).
            var shown = !part.IsMultipart ? [] : part.ContentType.Is("multipart/related") ? [.. Root(part)] : part.Children;
            for (var i = shown.Count - 1; i >= 0; i--)
                open.Push(shown[i]);
        }
    }

    private static IEnumerable<MimeEntity> Root(MimeEntity related)
    {
        var start = related.ContentType.Parameter("start")?.Trim().Trim('<', '>');
        var named = start is null ? null : related.Children.Take(MaxParts).FirstOrDefault(child => child.ContentId == start);
        return named is null ? related.Children.Take(1) : [named];
    }
}
