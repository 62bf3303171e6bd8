using MailNode.Configuration;

namespace MailNode.Commands;

/// <summary>A file with keys in it, that the user named.</summary>
internal static class KeyFile
{
    private const int MostBytes = 16 << 20;

    /// <summary>All of it; "-" is standard input.</summary>
    /// <exception cref="UserError">It cannot be read, or no key ring is so large.</exception>
    public static async Task<byte[]> ReadAsync(string name, Func<Stream> openInput, CancellationToken cancellation)
    {
        try
        {
            return await MailFile.ReadAsync(name, openInput, cancellation) is { Length: <= MostBytes } bytes
                ? bytes
                : throw new UserError($"{name} is larger than {MostBytes >> 20} MB, which no key is. Name a file with an OpenPGP key in it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{name} cannot be read: {e.Message}", inner: e);
        }
    }
}
