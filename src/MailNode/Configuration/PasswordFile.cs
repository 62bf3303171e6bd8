using System.Text;

namespace MailNode.Configuration;

/// <summary>Reads the password in the first line of a file.</summary>
internal static class PasswordFile
{
    private const int LongestLine = 4096;

    /// <summary>The line without its end; blanks in it count.</summary>
    /// <exception cref="UserError">The file is not there, cannot be read, or begins with an empty line.</exception>
    /// <param name="path">Of the file.</param>
    /// <param name="c">Cancels.</param>
    /// <param name="option">The option that named it, for the error.</param>
    /// <param name="secret">What it holds, in a word.</param>
    public static async Task<string> ReadAsync(string path, CancellationToken c, string option = "--password-file", string secret = "password")
    {
        try
        {
            using var reader = new StreamReader(path, Encoding.UTF8);
            var start = new char[LongestLine];
            var length = await reader.ReadBlockAsync(start, c);
            return FirstLine.Of(new string(start, 0, length))
                ?? throw new UserError($"The first line of the {option} {path} is empty. Write the {secret} there.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserError($"There is no {option} {path}. Make it, with the {secret} in its first line.", inner: e);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new UserError($"The {option} {path} cannot be read: {e.Message}", inner: e);
        }
    }
}

/// <summary>What a password file or command means: its first line.</summary>
internal static class FirstLine
{
    /// <summary>Null when it is empty.</summary>
    public static string? Of(string text) =>
        text.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? NullIfEmpty(text[..end]) : NullIfEmpty(text);

    private static string? NullIfEmpty(string line) => line.Length == 0 ? null : line;
}
