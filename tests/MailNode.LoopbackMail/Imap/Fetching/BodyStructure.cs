using System.Text;

namespace MailNode.LoopbackMail.Imap.Fetching;

/// <summary>BODY and BODYSTRUCTURE (RFC 9051, section 7.5.2). As deep as <see cref="MessagePart"/> goes, which is bounded.</summary>
internal static class BodyStructure
{
    public static string Write(MessagePart part, bool isLong) => part.Children.Count > 0 ? Multipart(part, isLong) : Single(part, isLong);

    private static string Multipart(MessagePart part, bool isLong)
    {
        var text = new StringBuilder("(");
        foreach (var child in part.Children)
            text.Append(Write(child, isLong));
        text.Append(' ').Append(Text.Quote(part.Type.Name[10..]));
        if (isLong)
            text.Append(' ').Append(part.Type.Written()).Append(' ').Append(Rest(part));
        return text.Append(')').ToString();
    }

    private static string Single(MessagePart part, bool isLong)
    {
        // A multipart in which nothing can be found is told as what it looks like: text.
        var type = part.Type.Name.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) ? FieldValue.Parse("text/plain") : part.Type;
        type = type.WithCharset();
        var (major, minor) = type.Name.Split('/', 2) is [var first, var second] ? (first, second) : ("application", "octet-stream");
        var text = new StringBuilder($"({Text.Quote(major)} {Text.Quote(minor)} {type.Written()} ");
        foreach (var name in (string[])["Content-ID", "Content-Description"])
            text.Append(Text.QuoteOrNil(part.Header[name])).Append(' ');
        text.Append(Text.Quote(part.Header["Content-Transfer-Encoding"] ?? "7BIT")).Append(' ').Append(part.Body.Length);
        if (part.Enclosed is { } message)
            text.Append(' ').Append(Envelope.Write(message.Header)).Append(' ').Append(Write(message, isLong));
        if (part.Enclosed is not null || major.Equals("text", StringComparison.OrdinalIgnoreCase))
            text.Append(' ').Append(part.Body.Span.Count((byte)'\n'));
        if (isLong)
            text.Append(' ').Append(Text.QuoteOrNil(part.Header["Content-MD5"])).Append(' ').Append(Rest(part));
        return text.Append(')').ToString();
    }

    /// <summary>Disposition, language and place.</summary>
    private static string Rest(MessagePart part)
    {
        var disposition = part.Header["Content-Disposition"] is { Length: > 0 } said ? FieldValue.Parse(said) : null;
        var written = disposition is null ? "NIL" : $"({Text.Quote(disposition.Name)} {disposition.Written()})";
        return $"{written} {Languages(part)} {Text.QuoteOrNil(part.Header["Content-Location"])}";
    }

    private static string Languages(MessagePart part)
    {
        var all = (part.Header["Content-Language"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return all.Length > 0 ? $"({string.Join(' ', all.Select(Text.Quote))})" : "NIL";
    }
}
