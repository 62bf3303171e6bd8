using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Large;
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
        return decryption.IsFor(request.Keys) ? new Opened.Refused(decryption.Fault, false) : new Opened.NotForUs(decryption.Fault);
    }

    /// <summary>
    /// Takes the signed entity out of a message, with its signature, for somebody who cannot open the message itself: a relay.
    /// Null for whatever <see cref="Open"/> would not show.
    /// </summary>
    public static LiftedContent? Lift(ReadOnlyMemory<byte> message, OpenRequest request) =>
        Open(message, request) is Opened.Genuine genuine ? genuine.Lift() : null;

    /// <summary>
    /// Opens a message of any size in little memory, from where the stream stands to its end, with the same answer as
    /// <see cref="Open"/>. Those who look for a certificate in the content, and <see cref="OpenRequest.Recognise"/>, see its first 64 KB only.
    /// </summary>
    /// <param name="message">Stays the caller's. If it cannot seek, it is first copied, encrypted as it is, to a file without a name.</param>
    /// <param name="request">What to open it with.</param>
    /// <param name="temporaryFolder">Where that file may lie.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="IOException">The source cannot be read, or changes in between.</exception>
    public static async Task<OpenedLarge> OpenAsync(
        Stream message, OpenRequest request, string temporaryFolder, CancellationToken cancellationToken)
    {
        var seekable = message.CanSeek
            ? message
            : await CiphertextFile.CopyAsync(message, temporaryFolder, request.Limits.MessageBytes, cancellationToken);
        var source = new SealedSource(PinnedSource.Open(seekable, ownsSource: seekable != message));
        OpenedLarge? opened = null;
        try
        {
            return opened = await new LargeOpening(source, request).OpenAsync(cancellationToken);
        }
        finally
        {
            if (opened is not OpenedLarge.Genuine)
                source.Dispose();
        }
    }

    private static Opened Judge(SignedContent content, OpenRequest request)
    {
        if (content.Fault != OpenRefusal.None)
            return new Opened.Refused(content.Fault, false);
        var opened = Verify(content, request);
        if (opened is Opened.Genuine)
            content.Release();
        return opened;
    }

    internal static Opened Verify(SignedContent read, OpenRequest request)
    {
        using var digests = new ContentDigests(request.Limits);
        var found = SignerSearch.Find(read, read.Content, request, (signature, signer) =>
            ContentSignature.Check(signature, () => digests.Of(signature, read.Content.Span), signer, request.Now));
        return found.Refusal == OpenRefusal.None
            ? new Opened.Genuine(
                read.Content, found.Signer!, found.Signature!.Packet.Whole.ToArray(), found.Signature.Created!.Value, found.Signature.Type)
            : new Opened.Refused(found.Refusal, request.Recognise?.Invoke(read.Content) ?? false);
    }
}
