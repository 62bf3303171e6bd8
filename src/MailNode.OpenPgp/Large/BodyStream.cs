namespace MailNode.OpenPgp.Large;

/// <summary>
/// What lies in an encrypted body, decrypted piece by piece. None of it may be given out before <see cref="CheckAsync"/> has
/// said that it is whole.
/// </summary>
internal abstract class BodyStream : ForwardStream
{
    /// <summary>Reads to the end: is it what was sealed, and all of it?</summary>
    public abstract ValueTask<OpenRefusal> CheckAsync(CancellationToken cancellationToken);
}
