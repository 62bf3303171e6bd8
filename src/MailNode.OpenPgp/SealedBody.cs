using System.Diagnostics.CodeAnalysis;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp;

/// <summary>
/// A sealed message whose session key is open and whose body stays shut: wraps the key for further readers, so that many
/// get the very same body. Wipes the session key when it is disposed.
/// </summary>
public sealed class SealedBody : IDisposable
{
    private readonly SessionKey session;
    private readonly SealVersion version;

    private SealedBody(SessionKey session, SealedMessage message)
    {
        this.session = session;
        version = message.Version;
        Bytes = message.Body.Whole;
    }

    /// <summary>The encrypted packet as it came: it follows the wrapped keys in every copy.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Opens the session key with one of our own keys.</summary>
    public static bool TryOpen(ReadOnlyMemory<byte> message, SecretKey own, [NotNullWhen(true)] out SealedBody? body)
    {
        body = null;
        var sealedMessage = SealedMessage.Read(message, OpenLimits.Default);
        if (sealedMessage.Fault != OpenRefusal.None)
            return false;
        foreach (var (wrapped, key) in SessionKeySearch.Candidates(sealedMessage.WrappedKeys, [own], OpenLimits.Default))
        {
            if (KeyWrapping.Unwrap(wrapped, key, sealedMessage.Cipher, out var session) != OpenRefusal.None || session is null)
                continue;
            body = new SealedBody(session, sealedMessage);
            return true;
        }
        return false;
    }

    /// <summary>
    /// The packet that opens the body to one more reader. False if nothing can be encrypted to that certificate at
    /// <paramref name="now"/>. Anonymous ones do not say whose they are.
    /// </summary>
    public bool TryWrap(Certificate recipient, bool anonymous, DateTimeOffset now, out byte[] wrappedKey)
    {
        var key = recipient.EncryptionKey(now);
        wrappedKey = key is null ? [] : KeyWrapping.Wrap(session, key, version, anonymous);
        return key is not null;
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
