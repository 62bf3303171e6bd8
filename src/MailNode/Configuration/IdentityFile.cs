using System.Security.Cryptography;
using System.Text;
using MailNode.OpenPgp;

namespace MailNode.Configuration;

/// <summary>The node's secret key on disk: locked under a random passphrase that lies in a key file of its own, both for the owner alone.</summary>
internal static class IdentityFile
{
    public static void Save(DataFolder folder, SecretKey key)
    {
        var passphrase = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        WritePrivate(folder.KeyFile, passphrase + "\n");
        WritePrivate(folder.IdentityFile, Armor.Encode("PGP PRIVATE KEY BLOCK", key.Lock(passphrase)));
    }

    /// <summary>A file that is missing or does not open is a <see cref="UserError"/> that says how to get the node back.</summary>
    public static SecretKey Load(DataFolder folder, DateTimeOffset now)
    {
        foreach (var file in (string[])[folder.IdentityFile, folder.KeyFile])
            if (!File.Exists(file))
                throw new UserError($"{file} is missing. Put it back from a backup, or bring the node back from its mailbox with `mailnode restore` into an empty folder.");
        var passphrase = File.ReadAllText(folder.KeyFile).Trim();
        return SecretKey.TryUnlock(File.ReadAllBytes(folder.IdentityFile), passphrase, now, out var key, out var reason)
            ? key!
            : throw new UserError($"The key in {folder.IdentityFile} cannot be opened with {folder.KeyFile}: {reason}. Put both back from one backup, or use `mailnode restore`.");
    }

    private static void WritePrivate(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(path, options);
        stream.Write(Encoding.ASCII.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }
}
