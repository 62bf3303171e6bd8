using System.Security.Cryptography;
using MailNode.Transport.Maildirs;

namespace MailNode.Configuration;

/// <summary>Writes a file that only its owner may read, and that is whole or not there at all after a crash.</summary>
internal static class PrivateFile
{
    private const int SuffixDigits = 12;

    /// <summary>Replaces a file of the data folder. One beside it with ".new" at the end is there for a moment.</summary>
    /// <exception cref="UserError">It cannot be written; nothing of it is left.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        // Left over from a crash, with a mode that we do not know.
        Try(path, () => File.Delete(path + ".new"));
        Replace(path, path + ".new", bytes);
    }

    /// <summary>The same for a file that the user named, in a folder where any other name may be one of theirs.</summary>
    /// <exception cref="UserError">It cannot be written; nothing of it is left.</exception>
    public static void WriteNamed(string path, ReadOnlySpan<byte> bytes)
    {
        if (path.Length == 0 || Directory.Exists(path)) throw new UserError($"\"{path}\" is no name of a file. Name the file that is to be written.");
        Replace(path, $"{path}.{RandomNumberGenerator.GetHexString(SuffixDigits, lowercase: true)}.new", bytes);
    }

    private static void Replace(string path, string fresh, ReadOnlySpan<byte> bytes)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(fresh, Options(FileMode.CreateNew));
            file.Write(bytes);
            file.Flush(flushToDisk: true);
            file.Dispose();
            File.Move(fresh, path, overwrite: true);
            Disk.SyncNames(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            file?.Dispose();
            // What could not be made is not ours to delete; what could may hold a secret key.
            if (file is not null) Try(fresh, () => File.Delete(fresh));
            throw CannotWrite(path, e);
        }
    }

    private static void Try(string path, Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw CannotWrite(path, e);
        }
    }

    private static UserError CannotWrite(string path, Exception e) =>
        new($"The file {path} cannot be written: {e.Message} See that the disk is not full and the folder is yours.", inner: e);

    /// <summary>Opens a file that, if it is made, only its owner may read; unbuffered, and nobody else may open it meanwhile.</summary>
    public static FileStreamOptions Options(FileMode mode, FileAccess access = FileAccess.Write)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
