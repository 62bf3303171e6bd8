using MailNode.Core.Envelopes;
using MailNode.Mime;

namespace MailNode.Core.Letters;

/// <summary>
/// Where a mail keeps what is encrypted or signed. Only what protects the mail as a whole counts: whatever lies beside it was not
/// written by whom the mail is from.
/// </summary>
internal abstract record LetterShape
{
    private const int MaxParts = 1000;

    private LetterShape() { }

    public sealed record Sealed(LetterForm Form, IReadOnlyList<ReadOnlyMemory<byte>> Bodies) : LetterShape;

    public sealed record Signed(LetterForm Form, MimeEntity Part, MimeEntity Signature) : LetterShape;

    public sealed record Open(bool HasErrantLayer) : LetterShape;

    public static LetterShape Of(MimeEntity mail)
    {
        if (SealedMail.Find(mail) is { Count: > 0 } bodies)
            return new Sealed(IsEncrypted(mail) || mail.Children.All(IsEncrypted) ? LetterForm.Encrypted : LetterForm.Repaired, bodies);
        if (SignedBy(mail) is { } signed) return signed;
        if (InlineOf(mail) is { } armored) return new Sealed(LetterForm.Inline, [armored]);
        return new Open(HoldsLayer(mail));
    }

    /// <summary>A multipart/signed of exactly two parts; null for anything else. What micalg says is not believed, so not read.</summary>
    public static Signed? SignedBy(MimeEntity entity)
    {
        if (!IsSignature(entity.Children)) return null;
        if (entity.ContentType.Is("multipart/signed")) return new Signed(LetterForm.Signed, entity.Children[0], entity.Children[1]);
        return entity.ContentType.Is("multipart/mixed") ? new Signed(LetterForm.Repaired, entity.Children[0], entity.Children[1]) : null;
    }

    private static bool IsEncrypted(MimeEntity entity) => entity.ContentType.Is("multipart/encrypted");

    private static bool IsSignature(IReadOnlyList<MimeEntity> parts) => parts.Count == 2 && parts[1].ContentType.Is("application/pgp-signature");

    private static ReadOnlyMemory<byte>? InlineOf(MimeEntity mail) =>
        mail.ContentType.Is("text/plain") && mail.Disposition != "attachment" && mail.Decode() is var text && SealedMail.IsArmored(text)
            ? text
            : default(ReadOnlyMemory<byte>?);

    private static bool HoldsLayer(MimeEntity mail)
    {
        var open = new Stack<MimeEntity>([mail]);
        for (var count = 0; count < MaxParts && open.TryPop(out var part); count++)
        {
            if (IsLayer(part)) return true;
            foreach (var child in part.Children) open.Push(child);
        }
        return false;
    }

    private static bool IsLayer(MimeEntity part) => part.ContentType.MediaType switch
    {
        "multipart/encrypted" or "multipart/signed" => true,
        "application/pgp-encrypted" or "application/pgp-signature" => true,
        "application/pkcs7-mime" or "application/pkcs7-signature" or "application/x-pkcs7-mime" or "application/x-pkcs7-signature" => true,
        _ => part.Children.Count == 0 && HoldsArmor(part.Decode().Span),
    };

    private static bool HoldsArmor(ReadOnlySpan<byte> text) =>
        text.IndexOf("-----BEGIN PGP MESSAGE-----"u8) >= 0 || text.IndexOf("-----BEGIN PGP SIGNED MESSAGE-----"u8) >= 0;
}
