using MailNode.Configuration;
using MailNode.OpenPgp;

namespace MailNode.Commands;

/// <summary>A file with keys in it, that the user named.</summary>
internal static class KeyFile
{
    private const int MostBytes = 16 << 20;

    /// <summary>All of it; "-" is standard input.</summary>
    /// <exception cref="UserError">It cannot be read, or no key ring is so large.</exception>
    public static async Task<byte[]> ReadAsync(string name, Func<Stream> openInput, CancellationToken cancellation) =>
        await NamedFile.ReadAsync(name, MostBytes, openInput, cancellation)
        ?? throw new UserError($"{name} is larger than {MostBytes >> 20} MB, which no key is. Name a file with an OpenPGP key in it.");

    /// <summary>A secret key, for which a passphrase is asked only if it needs one; else the reason.</summary>
    public static async Task<(SecretKey? Key, string Reason)> UnlockAsync(
        byte[] bytes, string? passphraseFile, string question, DateTimeOffset now, CancellationToken cancellation)
    {
        if (SecretKey.TryUnlock(bytes, null, now, out var key, out var reason) || reason != SecretKey.PassphraseNeeded) return (key, reason);
        var passphrase = await Passphrase.FindAsync(passphraseFile, question, cancellation);
        SecretKey.TryUnlock(bytes, passphrase, now, out key, out reason);
        return (key, reason);
    }
}
