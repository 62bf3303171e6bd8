using MailNode.Transport.Maildirs;

namespace MailNode.Configuration;

/// <summary>Writes a file that only its owner may read, and that is whole or not there at all after a crash.</summary>
internal static class PrivateFile
{
    /// <summary>Replaces the file. A file beside it with ".new" at the end is there for a moment.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var fresh = path + ".new";
        try
        {
            // Left over from a crash, with a mode that we do not know.
            File.Delete(fresh);
            using (var file = new FileStream(fresh, Creation()))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(fresh, path, overwrite: true);
            Disk.SyncNames(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The file {path} cannot be written: {e.Message} See that the disk is not full and the folder is yours.", inner: e);
        }
    }

    private static FileStreamOptions Creation()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
