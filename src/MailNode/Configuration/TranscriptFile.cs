namespace MailNode.Configuration;

/// <summary>The file for a transcript: new each time, and for its owner alone, since it tells with whom one exchanges mail.</summary>
internal static class TranscriptFile
{
    public static StreamWriter Open(string path)
    {
        try
        {
            // Taken away first: a file that was there may belong to others, or be open to them.
            File.Delete(path);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new StreamWriter(path, options);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new UserError($"The transcript cannot be written to {path}: {e.Message}", inner: e);
        }
    }
}
