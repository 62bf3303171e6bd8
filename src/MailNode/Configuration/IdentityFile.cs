using System.Security.Cryptography;
using System.Text;
using MailNode.OpenPgp;

namespace MailNode.Configuration;

/// <summary>Keeps the node's secret key in the data folder, encrypted under a passphrase or, without one, under a key file beside it.</summary>
internal static class IdentityFile
{
    private const int KeyFileBytes = 32;

    /// <summary>Whether there is an identity already: a second one must never be made.</summary>
    public static bool Exists(DataFolder folder) => File.Exists(folder.IdentityFile);

    /// <summary>Writes a key that has just been made or restored; never over another one.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="key">The key, which stays open.</param>
    /// <param name="passphrase">Null: a key file is made, so that the worker can start by itself.</param>
    /// <exception cref="UserError">There is one already, or it cannot be written.</exception>
    public static void Save(DataFolder folder, SecretKey key, string? passphrase)
    {
        if (Exists(folder))
            throw new UserError(
                $"There is an identity in {folder.IdentityFile} already, and it is never overwritten. "
                + "Choose another folder with --data, or move the file away if you are sure that nobody knows it.");
        // The key file first: an identity that nothing opens would be worse than a key file without one.
        var locked = passphrase is null ? key.Lock(MakeKeyFile(folder), isRandom: true) : key.Lock(passphrase);
        PrivateFile.Write(folder.IdentityFile, Encoding.ASCII.GetBytes(Armor.Encode("PGP PRIVATE KEY BLOCK", locked)));
    }

    /// <summary>Opens the node's key.</summary>
    /// <param name="folder">Where from.</param>
    /// <param name="passphrase">Used where there is no key file.</param>
    /// <param name="now">For the checks of the key's own signatures.</param>
    /// <exception cref="UserError">It is not there or cannot be opened; the message says what is missing.</exception>
    public static SecretKey Load(DataFolder folder, string? passphrase, DateTimeOffset now)
    {
        var identity = Read(folder.IdentityFile)
            ?? throw new UserError($"There is no identity in {folder.Path} yet. Run `mailnode init`, or `mailnode restore` with your recovery code.");
        var opener = Read(folder.KeyFile) is { } key ? FirstLine.Of(Encoding.ASCII.GetString(key)) : passphrase;
        return SecretKey.TryUnlock(identity, opener, now, out var secret, out var reason)
            ? secret
            : throw new UserError(
                $"The identity in {folder.IdentityFile} cannot be opened: {reason}. "
                + $"It needs {folder.KeyFile} as it was, or its passphrase; with your recovery code, `mailnode restore` brings it back in a new folder.");
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
