using MailNode.Mime;

namespace MailNode.Core.Envelopes;

/// <summary>The mail around sealed bodies: an ordinary PGP/MIME message (RFC 3156), or several in a multipart/mixed.</summary>
public static class SealedMail
{
    /// <summary>Sealed bodies of one mail at most; what lies beyond is not read.</summary>
    public const int MaxBodies = 50;

    private const string BodyName = "encrypted.asc";
    private const int MaxVersionBytes = 100;

    /// <param name="to">The one recipient; none writes an empty group.</param>
    public static byte[] Write(SealedMailHeaders headers, Address? to, IReadOnlyList<byte[]> armoredBodies)
    {
        var children = armoredBodies.Select(Encrypted).ToList();
        var mail = children.Count == 1 ? children[0] : MimeBuilder.Multipart("mixed", children);
        var fields = new MailFields
        {
            From = headers.From, To = to is null ? [] : [to], Subject = MailFields.OuterSubject, Date = headers.Date, MessageId = headers.MessageId,
        };
        return fields.WriteTo(mail).Header("Autocrypt", headers.Autocrypt).WriteMessage();
    }

    internal static MimeBuilder Encrypted(byte[] armored) =>
        MimeBuilder.Multipart("encrypted", [
                MimeBuilder.SevenBit("application/pgp-encrypted", "Version: 1\r\n"u8.ToArray()).Header("Content-Description", "PGP/MIME version identification"),
                MimeBuilder.SevenBit("application/octet-stream", armored)
                    .Header("Content-Description", "OpenPGP encrypted message")
                    .ContentParameter("name", BodyName)
                    .Disposition("inline", BodyName)])
            .ContentParameter("protocol", "application/pgp-encrypted");

    /// <summary>
    /// The sealed bodies of a mail: PGP/MIME as it should be, as servers rebuild it (multipart/mixed, an empty text before the parts,
    /// their types changed), or a multipart/mixed of encrypted children and nothing else. Whatever anybody put beside them, none is
    /// opened.
    /// </summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Find(MimeEntity mail)
    {
        if (mail.ContentType.Is("multipart/encrypted")) return BodyOf(mail) is { } body ? [body] : [];
        if (!mail.ContentType.Is("multipart/mixed") || mail.Children.Count is 0 or > MaxBodies) return [];
        if (mail.Children.All(child => child.ContentType.Is("multipart/encrypted")))
            return [.. mail.Children.Select(BodyOf).OfType<ReadOnlyMemory<byte>>()];
        List<MimeEntity> parts = [.. mail.Children.Where(child => !IsEmptyText(child))];
        return (parts is [var only] ? BodyOf(only) ?? AttachedBody(only) : BodyOf(parts)) is { } rebuilt ? [rebuilt] : [];
    }

    /// <summary>Whether this is one armored message from its first line to its last.</summary>
    internal static bool IsArmored(ReadOnlyMemory<byte> bytes)
    {
        var text = bytes.Span.Trim(" \t\r\n"u8);
        return text.StartsWith("-----BEGIN PGP MESSAGE-----"u8) && text.EndsWith("-----END PGP MESSAGE-----"u8);
    }

    // A bare null would become an empty memory here, by way of a null array.
    private static ReadOnlyMemory<byte>? BodyOf(MimeEntity entity) =>
        entity.ContentType.Is("multipart/encrypted") ? BodyOf(entity.Children) : default;

    /// <summary>Null unless these are the two parts of PGP/MIME. Where the types were lost, the contents have to be what they should be.</summary>
    private static ReadOnlyMemory<byte>? BodyOf(IReadOnlyList<MimeEntity> parts)
    {
        if (parts.Count != 2 || parts.Any(part => part.IsMultipart) || !IsVersion(parts[0])) return default;
        var body = parts[1].Decode();
        return parts[0].ContentType.Is("application/pgp-encrypted") || IsArmored(body) ? body : default(ReadOnlyMemory<byte>?);
    }

    /// <summary>A gateway has thrown the first part away.</summary>
    private static ReadOnlyMemory<byte>? AttachedBody(MimeEntity part) =>
        part.ContentType.Is("application/octet-stream") && part.FileName == BodyName && part.Decode() is var body && IsArmored(body)
            ? body
            : default(ReadOnlyMemory<byte>?);

    private static bool IsVersion(MimeEntity part) =>
        part.ContentType.Is("application/pgp-encrypted")
        || (part.RawBody.Length <= MaxVersionBytes && part.Decode().Span.Trim(" \t\r\n"u8).SequenceEqual("Version: 1"u8));

    /// <summary>Proton's bridge writes words where others leave the text empty.</summary>
    private static bool IsEmptyText(MimeEntity part) =>
        part.ContentType.Is("text/plain") && part.Text().Trim() is "" or "Empty Message";
}

/// <summary>The outer headers of a sealed mail; nothing essential lies in them.</summary>
/// <param name="Autocrypt">The value of the Autocrypt header (Autocrypt Level 1, section 2.1).</param>
public sealed record SealedMailHeaders(Address From, DateTimeOffset Date, string MessageId, string Autocrypt);
