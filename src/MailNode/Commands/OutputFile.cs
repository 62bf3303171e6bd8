using MailNode.Configuration;

namespace MailNode.Commands;

/// <summary>Writes a file that the user named; where that cannot be, it says so of that file.</summary>
internal static class OutputFile
{
    public static async Task WriteAsync(string path, byte[] bytes, CancellationToken cancellation)
    {
        try
        {
            await File.WriteAllBytesAsync(path, bytes, cancellation);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new UserError($"{path} cannot be written: {e.Message} Name a file in a folder that is there and yours.");
        }
    }
}
