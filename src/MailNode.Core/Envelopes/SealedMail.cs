using MailNode.Mime;

namespace MailNode.Core.Envelopes;

/// <summary>The mail around sealed bodies: an ordinary PGP/MIME message (RFC 3156), or several in a multipart/mixed.</summary>
public static class SealedMail
{
    /// <summary>Sealed bodies of one mail at most; what lies beyond is not read.</summary>
    public const int MaxBodies = 50;

    /// <param name="to">The one recipient; none writes an empty group.</param>
    public static byte[] Write(SealedMailHeaders headers, Address? to, IReadOnlyList<byte[]> armoredBodies)
    {
        var children = armoredBodies.Select(Encrypted).ToList();
        var mail = children.Count == 1 ? children[0] : MimeBuilder.Multipart("mixed", children);
        return mail
            .Header("From", headers.From)
            .Header("To", to is null ? [] : [to])
            .Header("Subject", SignedEntity.OuterSubject)
            .Date(headers.Date)
            .MessageId("Message-ID", headers.MessageId)
            .Header("Auto-Submitted", "auto-generated")
            .Header("Autocrypt", headers.Autocrypt)
            .WriteMessage();
    }

    internal static MimeBuilder Encrypted(byte[] armored) =>
        MimeBuilder.Multipart("encrypted", [
                MimeBuilder.SevenBit("application/pgp-encrypted", "Version: 1\r\n"u8.ToArray()),
                MimeBuilder.SevenBit("application/octet-stream", armored).Disposition("inline", "encrypted.asc")])
            .ContentParameter("protocol", "application/pgp-encrypted");

    /// <summary>May a mail with this Content-Type hold sealed bodies? Decides which mails are worth fetching whole.</summary>
    public static bool IsCandidate(ContentType type) => type.Is("multipart/encrypted") || type.Is("multipart/mixed");

    /// <summary>
    /// The sealed bodies of a mail: PGP/MIME as it should be, as Exchange rebuilds it (multipart/mixed of the two parts,
    /// with an empty text before them), or a multipart/mixed of encrypted children and nothing else.
    /// </summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Find(MimeEntity mail)
    {
        if (BodyOf(mail) is { } body) return [body];
        if (!mail.ContentType.Is("multipart/mixed") || mail.Children.Count is 0 or > MaxBodies) return [];
        if (mail.Children.All(child => child.ContentType.Is("multipart/encrypted")))
            return [.. mail.Children.Select(BodyOf).OfType<ReadOnlyMemory<byte>>()];
        var parts = mail.Children.Where(child => !IsEmptyText(child)).ToList();
        return IsPgpMime(parts) ? [parts[1].Decode()] : [];
    }

    // A bare null would become an empty memory here, by way of a null array.
    private static ReadOnlyMemory<byte>? BodyOf(MimeEntity entity) =>
        entity.ContentType.Is("multipart/encrypted") && IsPgpMime(entity.Children) ? entity.Children[1].Decode() : default(ReadOnlyMemory<byte>?);

    private static bool IsPgpMime(IReadOnlyList<MimeEntity> parts) =>
        parts.Count == 2 && parts[0].ContentType.Is("application/pgp-encrypted") && !parts[1].IsMultipart;

    private static bool IsEmptyText(MimeEntity part) => part.ContentType.Is("text/plain") && string.IsNullOrWhiteSpace(part.Text());
}

/// <summary>The outer headers of a sealed mail; nothing essential lies in them.</summary>
/// <param name="Autocrypt">The value of the Autocrypt header (Autocrypt Level 1, section 2.1).</param>
public sealed record SealedMailHeaders(Address From, DateTimeOffset Date, string MessageId, string Autocrypt);
