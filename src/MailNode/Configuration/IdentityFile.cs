using System.Security.Cryptography;
using System.Text;
using MailNode.OpenPgp;

namespace MailNode.Configuration;

/// <summary>Keeps the node's secret key in the data folder, encrypted under a passphrase or, without one, under a key file beside it.</summary>
internal static class IdentityFile
{
    private const int KeyFileBytes = 32;
    private const string Imported = "imported, for the next init";

    /// <summary>Whether there is an identity already: a second one must never be made.</summary>
    public static bool Exists(DataFolder folder) => File.Exists(folder.IdentityFile);

    /// <summary>Writes a key that has just been made or restored; never over another one.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="key">The key, which stays open.</param>
    /// <param name="passphrase">Null: a key file is made, so that the worker can start by itself.</param>
    /// <param name="isImported">It was made elsewhere, and no mailbox holds it yet.</param>
    /// <exception cref="UserError">There is one already, or it cannot be written.</exception>
    public static void Save(DataFolder folder, SecretKey key, string? passphrase, bool isImported = false)
    {
        if (Exists(folder))
            throw new UserError(
                $"There is an identity in {folder.IdentityFile} already, and it is never overwritten. "
                + "Choose another folder with --data, or move the file away if you are sure that nobody knows it.");
        // The key file first: an identity that nothing opens would be worse than a key file without one.
        var locked = passphrase is null ? key.Lock(MakeKeyFile(folder), isRandom: true) : key.Lock(passphrase);
        Write(folder, locked, isImported);
    }

    /// <summary>Puts the same key in the place of the one that is there: renewed, taken back, or named anew. Whole or not at all, whatever happens.</summary>
    /// <exception cref="UserError">It cannot be written, or what it is locked with is not there.</exception>
    public static void Replace(DataFolder folder, SecretKey key)
    {
        var opener = KeyFile(folder) ?? throw new UserError(
            $"The identity in {folder.IdentityFile} cannot be written anew without {folder.KeyFile}. Put that file back, "
            + "or bring the node back in a new folder with `mailnode restore` and your recovery code.");
        Write(folder, key.Lock(opener, isRandom: true), isImported: false);
    }

    /// <summary>Is it a key that was imported, and not used by init yet? An init that was interrupted leaves another kind behind.</summary>
    public static bool IsImported(DataFolder folder) =>
        Read(folder.IdentityFile) is { } bytes && Encoding.ASCII.GetString(bytes).Contains($"\nComment: {Imported}\n", StringComparison.Ordinal);

    /// <summary>Opens the node's key.</summary>
    /// <param name="folder">Where from.</param>
    /// <param name="passphrase">Used where there is no key file.</param>
    /// <param name="now">For the checks of the key's own signatures.</param>
    /// <exception cref="UserError">It is not there or cannot be opened; the message says what is missing.</exception>
    public static SecretKey Load(DataFolder folder, string? passphrase, DateTimeOffset now)
    {
        var identity = Read(folder.IdentityFile)
            ?? throw new UserError($"There is no identity in {folder.Path} yet. Run `mailnode init`, or `mailnode restore` with your recovery code.");
        var opener = File.Exists(folder.KeyFile) ? KeyFile(folder) : passphrase;
        return SecretKey.TryUnlock(identity, opener, now, out var secret, out var reason)
            ? secret
            : throw new UserError(
                $"The identity in {folder.IdentityFile} cannot be opened: {reason}. "
                + $"It needs {folder.KeyFile} as it was, or its passphrase; with your recovery code, `mailnode restore` brings it back in a new folder.");
    }

    private static string? KeyFile(DataFolder folder) => Read(folder.KeyFile) is { } key ? FirstLine.Of(Encoding.ASCII.GetString(key)) : null;

    private static void Write(DataFolder folder, byte[] locked, bool isImported)
    {
        ReadOnlySpan<(string, string)> headers = isImported ? [("Comment", Imported)] : [];
        PrivateFile.Write(folder.IdentityFile, Armor.EncodeBytes("PGP PRIVATE KEY BLOCK", locked, headers));
    }

    private static string MakeKeyFile(DataFolder folder)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyFileBytes));
        PrivateFile.Write(folder.KeyFile, Encoding.ASCII.GetBytes(key + "\n"));
        return key;
    }

    private static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The file {path} cannot be read: {e.Message}", inner: e);
        }
    }
}
