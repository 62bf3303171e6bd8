using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Large;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp;

/// <summary>Makes sealed messages: signed, encrypted, and integrity-protected, by default in the way that every reader can open.</summary>
public static class Seal
{
    private const int MostPassphraseBytes = 1_024;

    /// <summary>
    /// Signs and encrypts, in that order, without compression. Throws if a recipient cannot be encrypted to at
    /// <paramref name="now"/> or the signer cannot sign: ask <see cref="Certificate.CanEncryptAt"/> first.
    /// </summary>
    public static byte[] Encrypt(
        ReadOnlyMemory<byte> content, SecretKey signer, IReadOnlyList<Certificate> recipients, DateTimeOffset now, SealOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(recipients.Count, nameof(recipients));
        return Write(new SealRequest
        {
            Content = content, Signers = [signer], Recipients = recipients, Now = now, Options = options ?? SealOptions.Default,
        });
    }

    /// <summary>
    /// The same for content of any size, in little memory: it is read once, from where the stream stands to its end. Throws as
    /// <see cref="Encrypt"/> does; what was written until then is of no use to anybody.
    /// </summary>
    /// <param name="content">Stays the caller's.</param>
    /// <param name="output">Where the message is written, and flushed. Stays the caller's.</param>
    /// <param name="signer">Whose signature it gets.</param>
    /// <param name="recipients">Who can open it, one at least.</param>
    /// <param name="armored">As text, for the body of a mail; else binary.</param>
    /// <param name="now">When it is signed.</param>
    /// <param name="options">How, where it is not as usual.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static async Task EncryptAsync(
        Stream content,
        Stream output,
        SecretKey signer,
        IReadOnlyList<Certificate> recipients,
        bool armored,
        DateTimeOffset now,
        SealOptions? options,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(recipients.Count, nameof(recipients));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options?.Intended.Count ?? 0, SealOptions.MostIntended, nameof(options));
        var sealing = new LargeSealing(content, signer, new SealRequest
        {
            Content = default, Recipients = recipients, Now = now, Options = options ?? SealOptions.Default,
        });
        var bytes = new OutputSink(output);
        if (armored)
        {
            using var text = new ArmorSink(bytes);
            await sealing.WriteAsync(text, cancellationToken);
            await text.FinishAsync(cancellationToken);
        }
        else
        {
            await sealing.WriteAsync(bytes, cancellationToken);
        }
        await bytes.FinishAsync(cancellationToken);
    }

    /// <summary>Encrypts under a passphrase, unsigned: the payload of an Autocrypt Setup Message, which is version 1.</summary>
    public static byte[] EncryptWithPassphrase(ReadOnlyMemory<byte> content, string passphrase, SealVersion version = SealVersion.One)
    {
        ArgumentException.ThrowIfNullOrEmpty(passphrase);
        return Write(new SealRequest
        {
            Content = content, Passphrases = [passphrase], Now = DateTimeOffset.UnixEpoch, Options = new SealOptions { Version = version },
        });
    }

    /// <summary>Opens what is encrypted under a passphrase, armored or binary. Whether anybody signed it is not looked at.</summary>
    public static bool TryDecryptWithPassphrase(
        ReadOnlyMemory<byte> message, string passphrase, out ReadOnlyMemory<byte> content, out OpenRefusal reason)
    {
        content = default;
        var decryption = new Decryption(SealedMessage.Read(message, OpenLimits.Default), OpenLimits.Default);
        var isOpen = passphrase.Length is > 0 and <= MostPassphraseBytes && decryption.TryPassphrase(passphrase);
        using var inside = decryption.Content;
        reason = decryption.Fault;
        if (!isOpen || reason != OpenRefusal.None)
            return false;
        content = inside!.Content;
        inside.Release();
        return true;
    }

    internal static byte[] Write(SealRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Options.Intended.Count, SealOptions.MostIntended, nameof(request));
        var (version, keys) = (request.Version, request.Keys());
        using var content = new SignedLiteral(request.Content, request.Signers, request.Options.Intended, request.Now);
        using var session = Start(request, out var passphraseKeys);
        List<byte[]> wrappedKeys = [passphraseKeys, .. ParallelWrapping.InOrder(keys, key => KeyWrapping.Wrap(session, key, version, request.Options.Anonymous))];
        using var writer = new WireWriter(wrappedKeys.Sum(wrapped => wrapped.Length) + LengthOfBody(version, content.Length));
        wrappedKeys.ForEach(wrapped => writer.Bytes(wrapped));
        if (version == SealVersion.Two)
            ChunkedBody.Write(writer, session, content.Length, content.Write);
        else
            ProtectedBody.Write(writer, session, content.Length, content.Write);
        return writer.Release();
    }

    /// <summary>A session key, and the packets by which passphrases open it.</summary>
    private static SessionKey Start(SealRequest request, out byte[] passphraseKeys)
    {
        if (request is { Version: SealVersion.One, Recipients.Count: 0, Passphrases: [var only] })
            return PassphraseKey.New(only, out passphraseKeys);
        var session = SessionKey.New();
        passphraseKeys = [.. request.Passphrases.SelectMany(passphrase => PassphraseKey.Wrap(session, passphrase, request.Version))];
        return session;
    }

    private static int LengthOfBody(SealVersion version, int content) =>
        version == SealVersion.Two ? ChunkedBody.LengthOf(content) : ProtectedBody.LengthOf(content);
}
