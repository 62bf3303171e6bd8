using MailNode.Mime;

namespace MailNode.Core.Inspection;

/// <summary>One part of a mail, or an enclosed mail.</summary>
/// <param name="Path">The number by which IMAP asks for it (RFC 9051, 6.4.5.1).</param>
/// <param name="Type">Such as "text/plain", lower case.</param>
/// <param name="Charset">As the mail writes it; null if it does not say.</param>
/// <param name="Name">The file's name, safe to use as one; null if it has none.</param>
/// <param name="Size">Bytes without the transfer encoding.</param>
/// <param name="Sha256">Of those bytes, in lower case hex.</param>
public sealed record InspectedPart(string Path, string Type, string? Charset, string? Name, int Size, string Sha256)
{
    public static IReadOnlyList<InspectedPart> AllOf(MimeEntity mail)
    {
        using var content = new ContentHash();
        return [.. NumberedPart.Of(mail).Select(part => Of(part, content))];
    }

    private static InspectedPart Of(NumberedPart part, ContentHash content)
    {
        part.Entity.DecodeTo(content);
        var (size, hash) = content.Take();
        var type = part.Entity.ContentType;
        return new InspectedPart(part.Path, type.MediaType, type.Parameter("charset"), part.Entity.FileName, size, hash);
    }
}
