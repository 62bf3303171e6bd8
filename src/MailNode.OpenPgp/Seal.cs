using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp;

/// <summary>Makes sealed messages: signed, encrypted, and integrity-protected in the way that every reader can open.</summary>
public static class Seal
{
    private const int MostPassphraseBytes = 1_024;

    /// <summary>
    /// Signs and encrypts, in that order, without compression. Throws if a recipient cannot be encrypted to at
    /// <paramref name="now"/> or the signer cannot sign: ask <see cref="Certificate.CanEncryptAt"/> first.
    /// </summary>
    public static byte[] Encrypt(ReadOnlyMemory<byte> content, SecretKey signer, IReadOnlyList<Certificate> recipients, DateTimeOffset now)
    {
        var keys = recipients.Select(recipient => RecipientKey(recipient, now)).DistinctBy(key => key.Fingerprint).ToList();
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count, nameof(recipients));
        var signing = signer.SigningKey(now) ?? throw new ArgumentException("The key cannot sign.", nameof(signer));
        using var signatureWriter = new SignatureWriter(SignatureTypes.Binary, signing, now);
        var signature = signatureWriter.Sign(digest => digest.Bytes(content.Span));
        using var session = SessionKey.New();
        var length = OnePass.LengthOf(signatureWriter) + LiteralPacket.LengthOf(content.Length) + signature.Length;
        using var writer = new WireWriter(keys.Count * 128 + ProtectedBody.LengthOf(length));
        foreach (var key in keys)
            writer.Bytes(KeyWrapping.Wrap(session, key, anonymous: false));
        ProtectedBody.Write(writer, session, length, inner =>
        {
            OnePass.Write(inner, signatureWriter);
            LiteralPacket.Write(inner, content.Span);
            inner.Bytes(signature);
        });
        return writer.ToArray();
    }

    /// <summary>
    /// The same message for one other reader: one new wrapped key, and the body's bytes unchanged and not decrypted. False
    /// if <paramref name="own"/> does not open it or <paramref name="recipient"/> could not be encrypted to when it was parsed.
    /// </summary>
    public static bool TryRewrap(ReadOnlyMemory<byte> message, SecretKey own, Certificate recipient, bool anonymous, out byte[] rewrapped)
    {
        rewrapped = [];
        if (!SealedBody.TryOpen(message, own, out var body))
            return false;
        using (body)
        {
            if (!body.TryWrap(recipient, anonymous, recipient.ParsedAt, out var wrappedKey))
                return false;
            rewrapped = [.. wrappedKey, .. body.Bytes.Span];
            return true;
        }
    }

    /// <summary>Encrypts under a passphrase, unsigned: the payload of an Autocrypt Setup Message.</summary>
    public static byte[] EncryptWithPassphrase(ReadOnlyMemory<byte> content, string passphrase)
    {
        ArgumentException.ThrowIfNullOrEmpty(passphrase);
        using var session = PassphraseKey.New(passphrase, out var packet);
        var length = LiteralPacket.LengthOf(content.Length);
        using var writer = new WireWriter(packet.Length + ProtectedBody.LengthOf(length));
        writer.Bytes(packet);
        ProtectedBody.Write(writer, session, length, inner => LiteralPacket.Write(inner, content.Span));
        return writer.ToArray();
    }

    /// <summary>Opens what is encrypted under a passphrase, armored or binary. Whether anybody signed it is not looked at.</summary>
    public static bool TryDecryptWithPassphrase(
        ReadOnlyMemory<byte> message, string passphrase, out ReadOnlyMemory<byte> content, out OpenRefusal reason)
    {
        content = default;
        var sealedMessage = SealedMessage.Read(message, OpenLimits.Default);
        reason = sealedMessage.Fault;
        if (reason != OpenRefusal.None)
            return false;
        reason = OpenRefusal.NoKeyOpens;
        if (passphrase.Length is 0 or > MostPassphraseBytes)
            return false;
        foreach (var packet in sealedMessage.PassphraseKeys.Take(Policy.Passphrases))
        {
            reason = PassphraseKey.TryOpen(packet, passphrase, out var session);
            if (session is null)
                continue;
            using (session)
                reason = Open(sealedMessage, session, out content);
            if (reason == OpenRefusal.None)
                return true;
        }
        return false;
    }

    private static OpenRefusal Open(SealedMessage message, SessionKey session, out ReadOnlyMemory<byte> content)
    {
        content = default;
        var refusal = ProtectedBody.Open(message.Body.Body.Span, session, out _, out var inside);
        if (refusal != OpenRefusal.None)
            return refusal;
        var read = SignedContent.Read(inside, OpenLimits.Default);
        content = read.Content;
        return read.Fault;
    }

    private static PublicKeyPacket RecipientKey(Certificate recipient, DateTimeOffset now) =>
        recipient.EncryptionKey(now) ?? throw new ArgumentException($"Nothing can be encrypted to {recipient.Fingerprint}.", nameof(recipient));
}
