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
        var decryption = new Decryption(read, request.Limits);
        if (decryption.TryKeys(request.Keys))
        {
            using var content = decryption.Content!;
            return Judge(content, request);
        }
        var isForUs = read.Fault == OpenRefusal.None
            ? decryption.Fault != OpenRefusal.NoKeyOpens
            : SessionKeySearch.Names(read.WrappedKeys, request.Keys);
        return isForUs ? new Opened.Refused(decryption.Fault, false) : new Opened.NotForUs(decryption.Fault);
    }

    /// <summary>
    /// Takes the signed entity out of a message, with its signature, for somebody who cannot open the message itself: a relay.
    /// Null for whatever <see cref="Open"/> would not show.
    /// </summary>
    public static LiftedContent? Lift(ReadOnlyMemory<byte> message, OpenRequest request) =>
        Open(message, request) is Opened.Genuine genuine ? genuine.Lift() : null;

    private static Opened Judge(SignedContent content, OpenRequest request)
    {
        if (content.Fault != OpenRefusal.None)
            return new Opened.Refused(content.Fault, false);
        var opened = Verify(content, request);
        if (opened is Opened.Genuine)
            content.Release();
        return opened;
    }

    /// <summary>Any one good signature is enough; without one, the first signature's fault is the reason.</summary>
    internal static Opened Verify(SignedContent read, OpenRequest request)
    {
        var first = OpenRefusal.None;
        foreach (var signature in read.Signatures)
        {
            var refusal = Check(signature, read.Content, request, out var signer);
            if (refusal == OpenRefusal.None)
                return new Opened.Genuine(
                    read.Content, signer!, signature.Packet.Whole.ToArray(), signature.Created!.Value, signature.Type);
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
}
