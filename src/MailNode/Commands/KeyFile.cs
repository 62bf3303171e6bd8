using MailNode.Configuration;
using MailNode.Core.Contacts;
using MailNode.OpenPgp;

namespace MailNode.Commands;

/// <summary>A file with keys in it, that the user named.</summary>
internal static class KeyFile
{
    private const int MostBytes = 16 << 20;

    private static ReadOnlySpan<byte> Begin => "-----BEGIN PGP "u8;

    /// <summary>All of it; "-" is standard input.</summary>
    /// <exception cref="UserError">It cannot be read, or no key ring is so large.</exception>
    public static async Task<byte[]> ReadAsync(string name, Func<Stream> openInput, CancellationToken cancellation) =>
        await NamedFile.ReadAsync(name, MostBytes, openInput, cancellation)
        ?? throw new UserError($"{name} is larger than {MostBytes >> 20} MB, which no key is. Name a file with an OpenPGP key in it.");

    /// <summary>The rings in it, each armored or binary: the file itself, or the keys of a vCard.</summary>
    /// <exception cref="UserError">It is a vCard that cannot be read.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> RingsIn(byte[] bytes)
    {
        if (!VCard.IsOne(bytes)) return [bytes];
        return VCard.TryRead(bytes, out var card, out var reason) ? card.Keys : throw new UserError(reason);
    }

    /// <summary>What to do about a file in which no key was found; empty where nothing is known about it.</summary>
    public static string Hint(ReadOnlySpan<byte> bytes)
    {
        var begin = bytes.IndexOf(Begin);
        if (begin < 0) return "";
        if (begin > 0 && bytes[begin - 1] == ':')
            return "It is a revocation certificate as GnuPG keeps it, with a colon before the first dashes, so that nobody uses it by mistake. Remove the colon to use it: it takes the key back.";
        return bytes[(begin + Begin.Length)..].IndexOf(Begin) >= 0 ? "There are several blocks in it, and not all of them are keys. Put each revocation certificate into a file of its own." : "";
    }

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
