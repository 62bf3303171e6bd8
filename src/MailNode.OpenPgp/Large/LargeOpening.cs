using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Large;

/// <summary>
/// Opens a message that is not held in memory: reads it once for its outside and once to prove the inside, and only then
/// makes a stream that decrypts it again. What is encrypted stays where it is, and is the only copy there is.
/// </summary>
internal sealed class LargeOpening(SealedSource source, OpenRequest request)
{
    private int MostUnpacked => Policy.UnpackedBytes(request.Limits, source.InsideLength);

    /// <summary>The same steps as <see cref="Unseal.Open"/>. Takes over the source if the message is genuine.</summary>
    public async ValueTask<OpenedLarge> OpenAsync(CancellationToken cancellationToken)
    {
        await source.ReadOutsideAsync(request.Limits, cancellationToken);
        var decryption = new Decryption(source.Outside, request.Limits);
        foreach (var (session, isForUs) in decryption.SessionsFor(request.Keys))
        {
            if (await TryAsync(session, cancellationToken) is { } opened)
                return opened;
            decryption.Refuse(OpenRefusal.IntegrityBroken, isForUs);
        }
        return decryption.IsFor(request.Keys) ? new OpenedLarge.Refused(decryption.Fault, false) : new OpenedLarge.NotForUs(decryption.Fault);
    }

    /// <summary>Null if the body's integrity does not hold under that key. Wipes the key unless the message is genuine.</summary>
    private async ValueTask<OpenedLarge?> TryAsync(SessionKey session, CancellationToken cancellationToken)
    {
        OpenedLarge? opened = null;
        try
        {
            using var proof = new ContentProof(request.Limits, MostUnpacked);
            var (integrity, fault) = await ReadAsync(proof, session, cancellationToken);
            if (integrity != OpenRefusal.None)
                return null;
            opened = fault == OpenRefusal.None
                ? Judge(proof, await DigestsAsync(proof, session, cancellationToken), session)
                : new OpenedLarge.Refused(fault, false);
            return opened;
        }
        finally
        {
            if (opened is not OpenedLarge.Genuine)
                session.Dispose();
        }
    }

    private async ValueTask<(OpenRefusal Integrity, OpenRefusal Fault)> ReadAsync(
        ContentProof proof, SessionKey session, CancellationToken cancellationToken)
    {
        await using var inside = await source.DecryptAsync(session, hashed: true, cancellationToken);
        var fault = await proof.ReadAsync(inside, cancellationToken);
        return (await inside.CheckAsync(cancellationToken), fault);
    }

    /// <summary>The digest for each signature that may count; reads the content once more if one was not announced before it.</summary>
    private async ValueTask<Dictionary<SignaturePacket, byte[]>> DigestsAsync(
        ContentProof proof, SessionKey session, CancellationToken cancellationToken)
    {
        var signatures = proof.Found.Signatures.Where(one => ContentSignature.Judge(one, request.Now) == OpenRefusal.None).ToList();
        var digests = new Dictionary<SignaturePacket, byte[]>(ReferenceEqualityComparer.Instance);
        Take(proof);
        if (digests.Count < signatures.Count)
        {
            using var again = new ContentProof(request.Limits, MostUnpacked);
            again.Expect(signatures);
            await ReadAsync(again, session, cancellationToken);
            Take(again);
        }
        return digests;

        void Take(ContentProof from)
        {
            foreach (var signature in signatures.Where(one => !digests.ContainsKey(one)))
            {
                if (from.DigestOf(signature) is { } digest)
                    digests.Add(signature, digest);
            }
        }
    }

    private OpenedLarge Judge(ContentProof proof, Dictionary<SignaturePacket, byte[]> digests, SessionKey session)
    {
        var found = SignerSearch.Find(
            proof.Found,
            proof.Head,
            request,
            (signature, signer) => ContentSignature.Check(signature, () => digests[signature], signer, request.Now));
        if (found.Refusal != OpenRefusal.None)
            return new OpenedLarge.Refused(found.Refusal, request.Recognise?.Invoke(proof.Head) ?? false);
        var content = new ContentStream(source, session, MostUnpacked, proof.ContentLength);
        var signature = found.Signature!;
        return new OpenedLarge.Genuine(
            content, proof.ContentLength, found.Signer!, signature.Packet.Whole, signature.Created!.Value, signature.Type);
    }
}
