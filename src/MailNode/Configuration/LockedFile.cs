namespace MailNode.Configuration;

/// <summary>A file that one process at a time has open: the operating system lets go of it even when that process is killed.</summary>
internal static class LockedFile
{
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMacOS = 35;

    /// <summary>Null: somebody else holds it. The file is never deleted, or two could each hold one of the same name.</summary>
    public static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, PrivateFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite));
        }
        catch (DirectoryNotFoundException e)
        {
            throw new UserError(
                $"There is no folder {Path.GetDirectoryName(path)}. Run `mailnode init` first, or say where the data is with --data.", inner: e);
        }
        catch (IOException e) when (e.HResult is SharingViolation or WouldBlockOnLinux or WouldBlockOnMacOS)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The file {path} cannot be locked: {e.Message} The data folder must belong to the user who runs mailnode.", inner: e);
        }
    }
}
