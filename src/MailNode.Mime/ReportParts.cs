namespace MailNode.Mime;

/// <summary>The parts of a report: what a program reads, and what came back (RFC 6522).</summary>
internal static class ReportParts
{
    /// <summary>The first part of one of these types that belongs to the mail itself, not to one inside it.</summary>
    public static MimeEntity? First(MimeEntity mail, params ReadOnlySpan<string> mediaTypes)
    {
        foreach (var part in Own(mail))
        {
            if (mediaTypes.Contains(part.ContentType.MediaType))
                return part;
        }

        return null;
    }

    /// <summary>The header of the mail that came back; null if none did.</summary>
    public static HeaderList? Returned(MimeEntity mail)
    {
        // Not the mail itself, should its own type be message/rfc822.
        foreach (var part in Own(mail).Where(part => part != mail))
        {
            if (part.Children is [var message] && !part.IsMultipart)
                return message.Headers;
            if (part.ContentType.MediaType is "text/rfc822-headers" or "message/rfc822-headers" or "message/global-headers" or "text/rfc822-header")
                return HeaderList.Parse(part.Decode());
        }

        return null;
    }

    private static IEnumerable<MimeEntity> Own(MimeEntity mail)
    {
        var open = new Stack<MimeEntity>([mail]);
        while (open.TryPop(out var entity))
        {
            if (!entity.IsMultipart)
                yield return entity;
            for (var i = entity.Children.Count - 1; entity.IsMultipart && i >= 0; i--)
                open.Push(entity.Children[i]);
        }
    }
}
