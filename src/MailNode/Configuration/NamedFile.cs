namespace MailNode.Configuration;

/// <summary>A file that the user named, or standard input, up to a limit.</summary>
internal static class NamedFile
{
    /// <summary>Standard input.</summary>
    public const string Input = "-";

    private const int Piece = 81_920;

    /// <summary>All of it; null where it is larger than <paramref name="most"/> bytes.</summary>
    /// <exception cref="UserError">It cannot be read; the cause is inside.</exception>
    public static async Task<byte[]?> ReadAsync(string name, long most, Func<Stream> openInput, CancellationToken cancellation)
    {
        try
        {
            await using var stream = name == Input ? openInput() : File.OpenRead(name);
            return await ReadAsync(stream, most, cancellation);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserError($"There is no file {name}.", inner: e);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new UserError($"{(name.Length == 0 ? "A file without a name" : name)} cannot be read: {e.Message}", inner: e);
        }
    }

    private static async Task<byte[]?> ReadAsync(Stream stream, long most, CancellationToken cancellation)
    {
        // A pipe does not know its length.
        using var bytes = new MemoryStream(stream.CanSeek ? (int)Math.Min(stream.Length, most) : 0);
        var buffer = new byte[Piece];
        while (await stream.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            if (bytes.Length + count > most) return null;
            bytes.Write(buffer, 0, count);
        }

        return bytes.Length == bytes.Capacity ? bytes.GetBuffer() : bytes.ToArray();
    }
}
