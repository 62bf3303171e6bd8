using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp;

/// <summary>Opens sealed messages. Nothing of the content leaves before its integrity and its signature are proven.</summary>
public static class Unseal
{
    /// <summary>Opens a message, armored or binary, of anybody; whatever it is, the answer is a value.</summary>
    public static Opened Open(ReadOnlyMemory<byte> message, OpenRequest request)
    {
        var read = SealedMessage.Read(message, request.Limits);
        var isNamed = SessionKeySearch.Names(read.WrappedKeys, request.Keys);
        if (read.Fault != OpenRefusal.None)
            return isNamed ? new Opened.Refused(read.Fault, false) : new Opened.NotForUs(read.Fault);
        var refusal = isNamed ? OpenRefusal.SessionKeyBroken : OpenRefusal.NoKeyOpens;
        foreach (var (wrapped, key) in SessionKeySearch.Candidates(read.WrappedKeys, request.Keys, request.Limits.WrappedKeyTries))
        {
            var tried = KeyWrapping.Unwrap(wrapped, key, out var session);
            if (session is null)
            {
                refusal = tried == OpenRefusal.WeakCipher ? tried : refusal;
                continue;
            }
            refusal = ProtectedBody.Open(read.Body.Body.Span, session, out var buffer, out var inside);
            session.Dispose();
            if (refusal == OpenRefusal.None)
                return Judge(buffer, inside, request);
        }
        return refusal == OpenRefusal.NoKeyOpens ? new Opened.NotForUs() : new Opened.Refused(refusal, false);
    }

    private static Opened Judge(byte[] buffer, ReadOnlyMemory<byte> inside, OpenRequest request)
    {
        var read = SignedContent.Read(inside, request.Limits);
        var opened = read.Fault == OpenRefusal.None ? Verify(read, request) : new Opened.Refused(read.Fault, false);
        if (opened is Opened.Refused)
            Wipe(buffer, read.Content);
        return opened;
    }

    /// <summary>Any one good signature is enough; without one, the first signature's fault is the reason.</summary>
    private static Opened Verify(SignedContent read, OpenRequest request)
    {
        var first = OpenRefusal.None;
        foreach (var signature in read.Signatures)
        {
            var refusal = Check(signature, read.Content, request, out var signer);
            if (refusal == OpenRefusal.None)
                return new Opened.Genuine(read.Content, signer!, signature.Packet.Whole, signature.Created!.Value, signature.Type);
            first = first == OpenRefusal.None ? refusal : first;
        }
        if (first == OpenRefusal.None)
            first = read.HasUnreadSignature ? OpenRefusal.Unsupported : OpenRefusal.NotSigned;
        return new Opened.Refused(first, request.Recognise?.Invoke(read.Content) ?? false);
    }

    internal static OpenRefusal Check(SignaturePacket signature, ReadOnlyMemory<byte> content, OpenRequest request, out Certificate? signer)
    {
        signer = null;
        var refusal = ContentSignature.Judge(signature, request.Now);
        if (refusal != OpenRefusal.None)
            return refusal;
        if (!IsIntended(signature, request.Keys))
            return OpenRefusal.NotIntended;
        signer = request.FindCertificate(ContentSignature.Claim(signature, content));
        return signer is null ? OpenRefusal.UnknownSigner : ContentSignature.Check(signature, content, signer, request.Now).Reason;
    }

    /// <summary>A signer who names the intended readers is believed, so that nobody can pass a letter on as if it were to us.</summary>
    private static bool IsIntended(SignaturePacket signature, IReadOnlyList<SecretKey> own) =>
        signature.IntendedRecipients.Count == 0
        || signature.IntendedRecipients.Any(reader => own.Any(key => key.Certificate.Fingerprint == reader));

    private static void Wipe(byte[] buffer, ReadOnlyMemory<byte> content)
    {
        CryptographicOperations.ZeroMemory(buffer);
        if (System.Runtime.InteropServices.MemoryMarshal.TryGetArray(content, out var segment) && segment.Array is not null)
            CryptographicOperations.ZeroMemory(segment);
    }
}
