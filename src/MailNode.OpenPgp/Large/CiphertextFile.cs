using System.Security.Cryptography;

namespace MailNode.OpenPgp.Large;

/// <summary>
/// A sealed message from a source that can be read only once, in a file of our own. Only its user may read it, and it has no
/// name any more, or loses it with the process; still it never has anything in it but what came encrypted.
/// </summary>
internal static class CiphertextFile
{
    private const int PieceLength = 64 << 10;

    /// <summary>The message from its start; one byte more than <paramref name="most"/> if it is longer than that.</summary>
    public static async ValueTask<Stream> CopyAsync(Stream source, string folder, long most, CancellationToken cancellationToken)
    {
        var (file, path) = Create(folder);
        try
        {
            if (!OperatingSystem.IsWindows())
                File.Delete(path);                         // the open file lives on without its name
            var piece = new byte[PieceLength];
            for (int read; file.Length <= most && (read = await source.ReadAsync(piece, cancellationToken)) > 0;)
                await file.WriteAsync(piece.AsMemory(0, (int)Math.Min(read, most + 1 - file.Length)), cancellationToken);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static (FileStream File, string Path) Create(string folder)
    {
        var path = Path.Combine(folder, "sealed-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
        };
        if (OperatingSystem.IsWindows())
            options.Options |= FileOptions.DeleteOnClose;
        else
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return (new FileStream(path, options), path);
    }
}
