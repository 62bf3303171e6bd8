using System.Text.RegularExpressions;

namespace MailNode.Core.Replies;

/// <summary>Finds what a person newly wrote in a reply: all of what was typed, and nothing of what was quoted.</summary>
/// <remarks>
/// Where both cannot be had, nothing is published that may be somebody else's: a reply that was written between unmarked
/// lines of a quote gives the part above it, or nothing.
/// </remarks>
public static partial class NewText
{
    private const int MaxSubject = 1000;

    /// <summary>From a decoded <c>text/plain</c> body. Empty if nothing was typed, or nothing certainly was.</summary>
    public static string FromPlain(string text) => ReplyCut.Of(ReplyLines.FromPlain(text));

    /// <summary>From a decoded <c>text/html</c> body, as plain text with its line breaks, the targets of links behind their words.</summary>
    public static string FromHtml(string html)
    {
        var document = HtmlReply.Parse(html);
        var text = ReplyCut.Of(HtmlReply.ToLines(document, withSignatures: false));
        // Some clients put the cursor inside the signature's element, so that all of the text lies there.
        return text.Length > 0 ? text : ReplyCut.Of(HtmlReply.ToLines(document, withSignatures: true));
    }

    /// <summary>Whether a mail passes on somebody else's mail instead of answering it.</summary>
    /// <param name="subject">Decoded.</param>
    /// <param name="text">The decoded <c>text/plain</c> body; empty if there is none.</param>
    public static bool IsForward(string subject, string text) =>
        ForwardPrefix.IsMatch(subject.AsSpan(0, Math.Min(subject.Length, MaxSubject))) || ReplyCut.OpensWithForward(ReplyLines.FromPlain(text));

    /// <summary>Whether a mail answers another one: its subject says so, or it announces what it quotes.</summary>
    /// <param name="subject">Decoded.</param>
    /// <param name="text">The decoded <c>text/plain</c> body; empty if there is none.</param>
    public static bool IsAnswer(string subject, string text) =>
        AnswerPrefix.IsMatch(subject.AsSpan(0, Math.Min(subject.Length, MaxSubject))) || ReplyCut.Quotes(ReplyLines.FromPlain(text));

    [GeneratedRegex(@"^\s*(?:\[[^\]]{1,60}\]\s*)?(?:re|aw|antw|antwort|sv|vs|odp|ynt|atb|resp|rép|rif|r|bls|hal|ref|σχετ|απ|отв|ответ|回复|回覆|答复|返信|답장|回信|رد|השב|תשובה|trả lời|tr[ảa]? l[ờo]i)\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s*[:：]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AnswerPrefix { get; }

    // "VS:" is left out: in Finnish it marks an answer, in Norwegian a forwarded mail.
    [GeneratedRegex(@"^\s*(?:\[[^\]]{1,60}\]\s*)?(?:fwd?|wg|tr|rv|enc|enc\.|i|vl|vb|doorst|fs|pd|továbbítás|tovabbitas|ilt|i̇lt|пересл|переслано|пер|πρθ|redirigé|weitergeleitet|inoltro|转发|轉寄|轉發|转寄|転送|전달"
        + @"|הועבר|إعادة توجيه|chuyển tiếp)\s*(?:\[\d{1,3}\])?\s*[:：]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ForwardPrefix { get; }
}
