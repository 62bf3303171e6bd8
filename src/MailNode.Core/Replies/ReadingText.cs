using MailNode.Core.Letters;
using MailNode.Mime;

namespace MailNode.Core.Replies;

/// <summary>What a mail client shows as the text of a mail. What an enclosed mail or an attachment says is not said by this mail.</summary>
public sealed class ReadingText
{
    /// <summary>Parts that are looked at; nobody writes more before the text begins.</summary>
    private const int MaxParts = 1000;

    private readonly MimeEntity mail;
    private readonly MimeEntity? plain;
    private readonly MimeEntity? html;

    private ReadingText(MimeEntity mail, MimeEntity? plain, MimeEntity? html)
    {
        this.mail = mail;
        this.plain = plain;
        this.html = html;
    }

    /// <summary>The first text/plain, decoded; null if there is none.</summary>
    public string? Plain => field ??= plain is null ? null : LegacyDisplay.Text(plain, mail);

    /// <summary>The first text/html, decoded; null if there is none.</summary>
    public string? Html => field ??= html is null ? null : LegacyDisplay.Text(html, mail);

    public static ReadingText Of(MimeEntity mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var shown = Shown(mail).Take(MaxParts).ToList();
        return new ReadingText(mail, shown.FirstOrDefault(part => part.ContentType.Is("text/plain")), shown.FirstOrDefault(part => part.ContentType.Is("text/html")));
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
