using Microsoft.Win32.SafeHandles;

namespace MailNode.Transport.Maildirs;

/// <summary>Reads the messages of a folder, each under the name that it has by now; what cannot be read is skipped.</summary>
internal sealed class MaildirReading(MaildirFolder folder, IReadOnlyList<string> keywords)
{
    private const int Tries = 3;

    /// <summary>The folder as it was looked at.</summary>
    public MaildirFolder Folder => folder;

    /// <summary>Null: gone, empty or closed to us.</summary>
    public Task<MessageSummary?> SummaryAsync(uint uid, IReadOnlyList<string> headerNames, CancellationToken c) =>
        WithAsync(uid, async (name, file) =>
        {
            var size = RandomAccess.GetLength(file);
            var headers = await HeaderFields.ReadAsync(file, headerNames, c).ConfigureAwait(false);
            return new MessageSummary(uid, size, Date(file), Flags(name), headers);
        });

    /// <summary>Null: gone, empty, closed to us, or larger than wanted.</summary>
    public Task<StoredMessage?> MessageAsync(uint uid, long maxBytes, CancellationToken c) =>
        WithAsync(uid, async (name, file) =>
        {
            var size = RandomAccess.GetLength(file);
            if (size > maxBytes || size > Array.MaxLength)
                return null;
            var bytes = new byte[size];
            var length = await FillAsync(file, bytes, c).ConfigureAwait(false);
            return new StoredMessage(uid, Date(file), Flags(name), bytes.AsMemory(0, length));
        });

    private static async Task<int> FillAsync(SafeFileHandle file, byte[] bytes, CancellationToken c)
    {
        var length = 0;
        while (length < bytes.Length)
        {
            var count = await RandomAccess.ReadAsync(file, bytes.AsMemory(length), length, c).ConfigureAwait(false);
            if (count == 0)
                break;
            length += count;
        }
        return length;
    }

    private async Task<T?> WithAsync<T>(uint uid, Func<MessageFile, SafeFileHandle, Task<T?>> read) where T : class
    {
        MessageFile? name = folder.Files.TryGetValue(uid, out var known) ? known : null;
        for (var i = 0; i < Tries && name is { } now; i++)
        {
            try
            {
                if (!IsMail(now.PathIn(folder.Path)))
                    return null;
                using var file = File.OpenHandle(now.PathIn(folder.Path));
                return await read(now, file).ConfigureAwait(false);
            }
            catch (FileNotFoundException)
            {
                name = folder.FindAgain(uid);
            }
            catch (Exception e) when (e is UnauthorizedAccessException || (e is IOException && !Disk.IsShortage(e)))
            {
                return null;
            }
        }
        return null;
    }

    /// <summary>Pipes, devices and directories have no length, and a pipe would keep who opens it waiting.</summary>
    private static bool IsMail(string path)
    {
        var file = new FileInfo(path);
        return file.Length > 0;
    }

    private IReadOnlyList<string> Flags(MessageFile file) => FlagLetters.Read(file.Letters, keywords);

    private static DateTimeOffset Date(SafeFileHandle file) => new(File.GetLastWriteTimeUtc(file), TimeSpan.Zero);
}
