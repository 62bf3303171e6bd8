using MailNode.Configuration;

namespace MailNode.Commands;

/// <summary>
/// Writes a file that the user named, new ones for their owner's eyes only: pages and invites are meant for few. Where that cannot be, it says so of that file.
/// </summary>
internal static class OutputFile
{
    public static async Task WriteAsync(string path, byte[] bytes, CancellationToken cancellation)
    {
        try
        {
            await using var file = new FileStream(path, PrivateFile.Options(FileMode.Create));
            await file.WriteAsync(bytes, cancellation);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new UserError($"{path} cannot be written: {e.Message} Name a file in a folder that is there and yours.");
        }
    }
}
