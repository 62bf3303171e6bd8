namespace MailNode.Mime;

/// <summary>A part with the number by which IMAP asks for it (RFC 9051, 6.4.5.1).</summary>
/// <param name="Path">Such as "1" for the body of a mail without parts, or "2.1".</param>
public readonly record struct NumberedPart(string Path, MimeEntity Entity)
{
    /// <summary>
    /// What a mail holds, in its order: everything that has nothing inside, and the messages that are enclosed, each before its own parts.
    /// Multiparts are only the numbers of what they hold.
    /// </summary>
    public static IEnumerable<NumberedPart> Of(MimeEntity mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        // The number of a message's body is that of the message, unless the body has no parts: then it is part 1 of it.
        var open = new Stack<NumberedPart>([new NumberedPart(BodyPath("", mail), mail)]);
        while (open.TryPop(out var part))
        {
            var entity = part.Entity;
            var inside = entity.Children;
            if (!entity.IsMultipart || inside.Count == 0)
                yield return part.Path.Length == 0 ? part with { Path = "1" } : part;
            for (var i = inside.Count - 1; i >= 0; i--)
                open.Push(new NumberedPart(entity.IsMultipart ? Below(part.Path, i + 1) : BodyPath(part.Path, inside[i]), inside[i]));
        }
    }

    private static string BodyPath(string message, MimeEntity body) => body.IsMultipart && body.Children.Count > 0 ? message : Below(message, 1);

    private static string Below(string path, int number) => path.Length == 0 ? $"{number}" : $"{path}.{number}";
}
