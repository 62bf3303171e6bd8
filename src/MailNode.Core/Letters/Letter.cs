using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Core.Letters;

/// <summary>Reads a mail of anybody's with all that protects it (RFC 3156, RFC 9787): PGP/MIME, what servers make of it, armored text.</summary>
public static class Letter
{
    private static ReadOnlySpan<byte> PlainText => "Content-Type: text/plain; charset=utf-8\r\n\r\n"u8;

    /// <summary>
    /// Whatever the mail is, the answer is a value, and nothing of what is inside leaves unless integrity and signature are proven.
    /// <see cref="OpenRequest.Recognise"/> is not asked.
    /// </summary>
    public static LetterReading Read(MimeEntity mail, OpenRequest request)
    {
        ArgumentNullException.ThrowIfNull(mail);
        ArgumentNullException.ThrowIfNull(request);
        return LetterShape.Of(mail) switch
        {
            LetterShape.Sealed { Bodies: [var only] } one => ReadSealed(mail, one.Form, only, request),
            LetterShape.Sealed several => new LetterReading.Batch([.. several.Bodies.Select(body => ReadSealed(mail, several.Form, body, request))]),
            LetterShape.Signed signed => ReadSigned(mail, signed, request),
            LetterShape.Open open => new LetterReading.Unprotected(open.HasErrantLayer),
            _ => new LetterReading.Unprotected(false),
        };
    }

    private static LetterReading ReadSealed(MimeEntity mail, LetterForm form, ReadOnlyMemory<byte> body, OpenRequest request)
    {
        var message = Armor.TryDecode(body.Span, out _, out var packets) ? packets : body;
        var envelope = new LetterEnvelope(form, MessageOutline.Read(message, request.Limits));
        var (opened, inner) = Open(message, request);
        return opened switch
        {
            Opened.Genuine genuine => Accept(mail, envelope, genuine),
            Opened.Refused when inner is Opened.Genuine signed => Accept(mail, envelope, signed),
            Opened.Refused when inner is Opened.Refused refused => new LetterReading.Refused(envelope, refused.Reason),
            Opened.Refused refused => new LetterReading.Refused(envelope, refused.Reason),
            Opened.NotForUs notOurs => new LetterReading.Refused(envelope, notOurs.Reason),
            _ => new LetterReading.Refused(envelope, OpenRefusal.Malformed),
        };
    }

    /// <summary>
    /// The message, and what a multipart/signed inside it comes to (RFC 3156, section 6.1), which counts only where the message
    /// itself is not signed.
    /// </summary>
    private static (Opened Message, Opened? Inner) Open(ReadOnlyMemory<byte> message, OpenRequest request)
    {
        Opened? inner = null;
        var opened = Unseal.Open(message, request with { Recognise = content => (inner = OpenSignedPart(content, request)) is not null });
        if (opened is Opened.Refused { Reason: OpenRefusal.NotSigned }) return (opened, inner);
        Wipe(inner);
        return (opened, null);
    }

    /// <summary>Null where the content is no signed part. It is wiped as soon as this returns, so what is genuine is a copy.</summary>
    private static Opened? OpenSignedPart(ReadOnlyMemory<byte> content, OpenRequest request)
    {
        if (LetterShape.SignedBy(MimeEntity.Parse(content)) is not { Form: LetterForm.Signed } signed) return null;
        var copy = CanonicalLines.Of(signed.Part.Raw.Span);
        var opened = DetachedSignature.Open(copy, signed.Signature.Decode(), request);
        if (opened is not Opened.Genuine) CryptographicOperations.ZeroMemory(copy);
        return opened;
    }

    private static void Wipe(Opened? unused)
    {
        if (unused is Opened.Genuine genuine && MemoryMarshal.TryGetArray(genuine.Content, out var copy)) CryptographicOperations.ZeroMemory(copy);
    }

    private static LetterReading ReadSigned(MimeEntity mail, LetterShape.Signed signed, OpenRequest request)
    {
        var envelope = new LetterEnvelope(signed.Form, null);
        return DetachedSignature.Open(CanonicalLines.Of(signed.Part.Raw.Span), signed.Signature.Decode(), request) switch
        {
            Opened.Genuine genuine => Accept(mail, envelope, genuine),
            // A file with its signature beside it looks the same, and says nothing about the mail.
            _ when signed.Form == LetterForm.Repaired => new LetterReading.Unprotected(HasErrantLayer: true),
            Opened.Refused refused => new LetterReading.Refused(envelope, refused.Reason),
            _ => new LetterReading.Refused(envelope, OpenRefusal.Malformed),
        };
    }

    private static LetterReading.Genuine Accept(MimeEntity mail, LetterEnvelope envelope, Opened.Genuine opened)
    {
        var payload = MimeEntity.Parse(envelope.Form == LetterForm.Inline ? (byte[])[.. PlainText, .. opened.Content.Span] : opened.Content);
        var headers = ProtectedHeaders.Of(payload);
        var from = headers?.Addresses("From") ?? [];
        // By the draft, K-9 protects the subject alone.
        if (from.Count == 0 && headers is null or { Protection: HeaderProtection.Draft }) from = mail.Headers.Addresses("From");
        return new LetterReading.Genuine(envelope, opened.Signer, opened.SignedAt, payload, headers, BoundTo(opened.Signer, from));
    }

    /// <summary>
    /// The one address of From, if it is the one in the signer's key (RFC 9788, section 4.4: a signature that is bound to it); nobody
    /// writes under another's address by writing it into a header, inside or outside.
    /// </summary>
    private static EmailAddress? BoundTo(Certificate signer, IReadOnlyList<Address> from) =>
        from is [var only] && AddressList.Parse(signer.UserId) is [var owner] && owner.Email == only.Email ? only.Email : null;
}
