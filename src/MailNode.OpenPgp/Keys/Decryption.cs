using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>
/// Opens a sealed message's body with whatever of ours fits. Which of the steps failed is not told: a wrong session key and
/// a changed body look alike, so that nobody learns from our answers how near a guess was.
/// </summary>
internal sealed class Decryption(SealedMessage message, OpenLimits limits)
{
    /// <summary>Why nothing is open yet.</summary>
    public OpenRefusal Fault { get; private set; } = message.Fault == OpenRefusal.None ? OpenRefusal.NoKeyOpens : message.Fault;

    /// <summary>What was in it, once something fitted: the caller's to dispose. Its signatures are not looked at yet.</summary>
    public SignedContent? Content { get; private set; }

    /// <summary>Is there anything in the message that names us, or opened to us?</summary>
    public bool IsFor(IReadOnlyList<SecretKey> own) =>
        message.Fault == OpenRefusal.None ? Fault != OpenRefusal.NoKeyOpens : SessionKeySearch.Names(message.WrappedKeys, own);

    public bool TryKeys(IReadOnlyList<SecretKey> own)
    {
        foreach (var (session, isForUs) in SessionsFor(own))
        {
            if (TryBody(session, isForUs))
                return true;
        }
        return false;
    }

    /// <summary>
    /// What may open the body, as many as it may be decrypted with; the caller's to wipe, and to say with <see cref="Refuse"/>
    /// if it was not the right one.
    /// </summary>
    public IEnumerable<(SessionKey Session, bool IsForUs)> SessionsFor(IReadOnlyList<SecretKey> own)
    {
        if (message.Fault != OpenRefusal.None)
            yield break;
        if (SessionKeySearch.Names(message.WrappedKeys, own))
            Fault = OpenRefusal.IntegrityBroken;
        var bodies = 0;
        foreach (var (wrapped, key) in SessionKeySearch.Candidates(message.WrappedKeys, own, limits))
        {
            var refusal = KeyWrapping.UnwrapOrDecoy(wrapped, key, message.Cipher, out var session);
            if (refusal == OpenRefusal.WeakCipher)
                Fault = refusal;
            // An anonymous RSA one always opens, to a random key if need be: that says nothing about whom it is for.
            if (session is not null && bodies++ < limits.BodyTries)
                yield return (session, !wrapped.IsAnonymous || key.Secret is not RsaSecret);
            else
                session?.Dispose();
        }
    }

    /// <summary>The body does not open with one of the keys, which was for us or may not have been.</summary>
    public void Refuse(OpenRefusal refusal, bool isForUs)
    {
        if (isForUs)
            Fault = refusal;
    }

    public bool TryPassphrase(string passphrase)
    {
        if (message.Fault != OpenRefusal.None)
            return false;
        foreach (var wrapped in message.PassphraseKeys.Take(Policy.Passphrases))
        {
            var refusal = wrapped.Open(passphrase, message.Cipher, out var session);
            if (session is null)
                Fault = refusal == OpenRefusal.SessionKeyBroken ? OpenRefusal.IntegrityBroken : refusal;
            else if (TryBody(session, isForUs: true))
                return true;
        }
        return false;
    }

    /// <summary>Wipes the session key.</summary>
    private bool TryBody(SessionKey session, bool isForUs)
    {
        using (session)
        {
            var refusal = message.OpenBody(session, out _, out var packets);
            if (refusal != OpenRefusal.None)
            {
                Refuse(refusal, isForUs);
                return false;
            }
            Content = SignedContent.Read(packets, limits);
            Fault = Content.Fault;
            return true;
        }
    }
}
