using System.Runtime.InteropServices;

namespace MailNode.Transport.Maildirs;

/// <summary>What the disk says, as a <see cref="MailException"/>, and what .NET does not ask of it.</summary>
public static class Disk
{
    private const int NoSpace = 28;
    private const int OverDiskQuota = 122;
    private const int ReadOnlyFiles = 30;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>EWOULDBLOCK of Linux and of macOS, and ERROR_SHARING_VIOLATION of Windows: the file is locked.</summary>
    internal static bool IsLocked(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    /// <summary>ENOMEM, ENFILE, EMFILE: the fault is not that of the one file, and passes.</summary>
    internal static bool IsShortage(Exception e) => e.HResult is 12 or 23 or 24;

    internal static void Do(string what, Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(what, e);
        }
    }

    internal static async Task<T> DoAsync<T>(string what, Func<Task<T>> act)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(what, e);
        }
    }

    /// <summary>Makes the names in a directory outlive a power cut, as fsync of a file does for its bytes. Windows does that by itself.</summary>
    /// <exception cref="IOException">It cannot be opened or written.</exception>
    public static void SyncNames(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(directory, 0);
        if (descriptor < 0)
            throw new IOException($"{directory} cannot be opened (error {Marshal.GetLastPInvokeError()}).");
        var failed = Sync(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        // Quirk: some network and FUSE file systems do not know fsync of a directory (EINVAL); there is nothing better then.
        if (failed && error != 22)
            throw new IOException($"{directory} cannot be written (error {error}).", error);
    }

    private static MailException Failure(string what, Exception e) => e switch
    {
        DirectoryNotFoundException => new($"Cannot {what}: it is not there.", MailProblem.FolderMissing, Retry.Later, e),
        UnauthorizedAccessException => new($"Cannot {what}: access is denied.", MailProblem.FolderRefused, Retry.Later, e),
        PathTooLongException => new($"Cannot {what}: the name is too long.", MailProblem.FolderRefused, Retry.Never, e),
        { HResult: NoSpace or OverDiskQuota or WindowsDiskFull } =>
            new($"Cannot {what}: the disk is full.", MailProblem.OverQuota, Retry.Later, e),
        { HResult: ReadOnlyFiles } => new($"Cannot {what}: the disk is read-only.", MailProblem.FolderRefused, Retry.Later, e),
        _ => new($"Cannot {what}: {e.Message}", MailProblem.Other, Retry.Later, e),
    };

#pragma warning disable SYSLIB1054 // generated marshalling would need unsafe code
    [DllImport("libc", EntryPoint = "open", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
#pragma warning restore SYSLIB1054
}
