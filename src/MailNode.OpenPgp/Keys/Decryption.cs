using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>
/// Opens a sealed message's body with whatever of ours fits. Which of the steps failed is not told: a wrong session key and
/// a changed body look alike, so that nobody learns from our answers how near a guess was.
/// </summary>
internal sealed class Decryption(SealedMessage message, OpenLimits limits)
{
    private int bodies;

    /// <summary>Why nothing is open yet.</summary>
    public OpenRefusal Fault { get; private set; } = message.Fault == OpenRefusal.None ? OpenRefusal.NoKeyOpens : message.Fault;

    /// <summary>What was in it, once something fitted: the caller's to dispose. Its signatures are not looked at yet.</summary>
    public SignedContent? Content { get; private set; }

    public bool TryKeys(IReadOnlyList<SecretKey> own)
    {
        if (message.Fault != OpenRefusal.None)
            return false;
        if (SessionKeySearch.Names(message.WrappedKeys, own))
            Fault = OpenRefusal.IntegrityBroken;
        foreach (var (wrapped, key) in SessionKeySearch.Candidates(message.WrappedKeys, own, limits))
        {
            var refusal = KeyWrapping.UnwrapOrDecoy(wrapped, key, message.Cipher, out var session);
            if (refusal == OpenRefusal.WeakCipher)
                Fault = refusal;
            // An anonymous RSA one always opens, to a random key if need be: that says nothing about whom it is for.
            if (session is not null && TryBody(session, isForUs: !wrapped.IsAnonymous || key.Secret is not RsaSecret))
                return true;
        }
        return false;
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
            if (bodies++ == limits.BodyTries)
                return false;
            var refusal = message.OpenBody(session, out _, out var packets);
            if (refusal != OpenRefusal.None && isForUs)
                Fault = refusal;
            if (refusal != OpenRefusal.None)
                return false;
            Content = SignedContent.Read(packets, limits);
            Fault = Content.Fault;
            return true;
        }
    }
}
