using AngleSharp.Dom;

namespace MailNode.Core.Replies;

/// <summary>What an element of an HTML reply means, by the names that mail clients give to theirs.</summary>
internal enum HtmlMeaning
{
    Plain,

    /// <summary>Not shown to a reader: styles, scripts, hidden elements.</summary>
    Unseen,

    /// <summary>Holds old text only.</summary>
    Quote,

    /// <summary>Nothing from here on is new.</summary>
    End,

    Signature,
}

/// <summary>Knows the marks that mail clients leave around quotes and signatures.</summary>
internal static class HtmlMarks
{
    private static readonly HashSet<string> Unseen = new(
        ["HEAD", "STYLE", "SCRIPT", "TITLE", "TEMPLATE", "NOSCRIPT", "OBJECT", "EMBED", "IFRAME", "SVG", "MATH", "SELECT", "TEXTAREA", "META", "LINK", "AUDIO", "VIDEO", "CANVAS", "NOEMBED", "NOFRAMES"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly string[] QuoteNames =
    [
        "yahoo_quoted", "moz-cite-prefix", "moz-forward-container", "gmail_attr", "gmail_forward", "olk_src_body_section", "mail-editor-reference-message-container",
        "ms-outlook-mobile-reference-message", "messagereplysection", "zmail_extra", "tutanota_quote", "fairemail_quote", "isforwardcontent", "isreplycontent",
        "iosymail", "_origcontent", "_persistentheader", "wmquote", "quoted_text", "quotedtext", "replyforwardheader", "aolreplacedbody", "mailcontainerquote",
        "reply-intro", "qt", "orimsghtmlseperator", "cm_quote", "inline_reply_quote", "mcntmcnt", "freebirdformquote", "tmail-quoted", "skiff-quote", "mailru-quote",
    ];

    private static readonly string[] EndNames = ["divrplyfwdmsg", "appendonsend", "stopspelling", "zwchr", "outlookmessageheader", "ymail_android_quote", "linebreakatendofmessage"];

    private static readonly string[] SignatureNames =
    [
        "gmail_signature", "gmail_signature_prefix", "moz-signature", "signature", "applemailsignature", "protonmail_signature_block", "ms-outlook-mobile-signature",
        "messagesignaturesection", "ymail_android_signature", "composer_signature", "tutanota_signature", "fairemail_signature", "zmail_signature", "outlooksignature",
        "mailsignature", "email-signature", "x-apple-signature", "bloop_sign", "yahoo-signature", "ydp-signature",
    ];

    private static readonly HashSet<string> Quotes = new(QuoteNames, StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> Ends = new(EndNames, StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> Signatures = new(SignatureNames, StringComparer.OrdinalIgnoreCase);

    /// <param name="holdsBlockquote">Elements with a quote inside, whose other text may be an answer between quotes.</param>
    public static HtmlMeaning Of(IElement element, IReadOnlySet<IElement> holdsBlockquote)
    {
        if (Unseen.Contains(element.LocalName) || IsHidden(element))
            return HtmlMeaning.Unseen;
        if (element.LocalName == "blockquote")
            return !IsIndent(element) ? HtmlMeaning.Quote : HtmlMeaning.Plain;
        return OfNames(element, holdsBlockquote);
    }

    private static HtmlMeaning OfNames(IElement element, IReadOnlySet<IElement> holdsBlockquote)
    {
        foreach (var name in Names(element))
        {
            if (Ends.Contains(name))
                return HtmlMeaning.End;
            if (Quotes.Contains(name) || name.StartsWith("yahoo_quoted", StringComparison.OrdinalIgnoreCase) || name.StartsWith("AOLMsgPart", StringComparison.OrdinalIgnoreCase))
                return HtmlMeaning.Quote;
            if (Signatures.Contains(name))
                return HtmlMeaning.Signature;
            // Gmail and Proton put answers between quotes inside this element, beside its blockquotes.
            if (name is "gmail_quote" or "gmail_quote_container" or "protonmail_quote" && !holdsBlockquote.Contains(element))
                return HtmlMeaning.Quote;
        }

        return HtmlMeaning.Plain;
    }

    /// <summary>Ids, classes and names, without the prefixes that webmails put before those of mails that they show.</summary>
    private static IEnumerable<string> Names(IElement element)
    {
        if (element.Attributes.Length == 0)
            yield break;
        if (element.Id is { Length: > 0 } id)
            yield return Bare(id);
        foreach (var name in element.ClassList)
            yield return Bare(name);
        if (element.GetAttribute("name") is { Length: > 0 } given)
            yield return Bare(given);
        if (element.GetAttribute("data-smartmail") is { Length: > 0 } smart)
            yield return smart;
        if (element.GetAttribute("fairemail") is { Length: > 0 } fair)
            yield return "fairemail_" + (fair == "reference" ? "quote" : fair);
        if (element.HasAttribute("data-signatureblock"))
            yield return "signature";
        if (element.GetAttribute("data-marker") is "__DIVIDER__" or "__HEADERS__")
            yield return "zwchr";
    }

    private static string Bare(string name)
    {
        var bare = name.AsSpan();
        while (bare.StartsWith("x_", StringComparison.OrdinalIgnoreCase))
            bare = bare[2..];
        if (bare.StartsWith("ecx", StringComparison.OrdinalIgnoreCase))
            bare = bare[3..];
        // Gmail: "m_-4711gmail_signature", "m_4711divRplyFwdMsg"
        if (bare.StartsWith("m_", StringComparison.Ordinal))
            bare = bare[2..].TrimStart("-0123456789");
        return bare.ToString();
    }

    private static bool IsHidden(IElement element) =>
        element.HasAttribute("hidden") || (Style(element) is { Length: > 0 } style
            && (style.Contains("display:none", StringComparison.OrdinalIgnoreCase) || style.Contains("visibility:hidden", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Gmail and Outlook indent with a borderless blockquote; that text is the person's own.</summary>
    private static bool IsIndent(IElement element) =>
        !element.HasAttribute("type") && !element.HasAttribute("cite") && element.ClassList.Length == 0
        && Style(element).Contains("border:none", StringComparison.OrdinalIgnoreCase);

    private static string Style(IElement element) => element.GetAttribute("style")?.Replace(" ", "", StringComparison.Ordinal) ?? "";
}
