using MailNode.Core.Envelopes;

namespace MailNode.Flows;

/// <summary>The attached files, by the hash of their bytes: whatever name a stranger gave them, it names no path here.</summary>
internal sealed class MediaFolder(string path)
{
    /// <summary>The file's name below the folder, with the ending that its bytes call for, so that viewers open it.</summary>
    public static string NameOf(AttachedFile file) => Path.Combine(file.Sha256[..2], file.Sha256 + Ending(file.Bytes.Span));

    public string PathOf(string name) => Path.Combine(path, name);

    /// <summary>Writes the file, unless it is there whole; a crash leaves no half of one.</summary>
    public string Save(AttachedFile file)
    {
        var name = NameOf(file);
        var target = PathOf(name);
        if (File.Exists(target) && new FileInfo(target).Length == file.Bytes.Length) return name;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var half = target + ".part";
        using (var stream = new FileStream(half, Configuration.PrivateFile.Options(FileMode.Create)))
        {
            stream.Write(file.Bytes.Span);
            stream.Flush(flushToDisk: true);
        }
        File.Move(half, target, overwrite: true);
        return name;
    }

    /// <summary>Bytes of a file; null when it is not here.</summary>
    public long? Size(string? name) => name is not null && new FileInfo(PathOf(name)) is { Exists: true } file ? file.Length : null;

    public byte[]? Read(string? name) => name is not null && File.Exists(PathOf(name)) ? File.ReadAllBytes(PathOf(name)) : null;

    private static string Ending(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => ".jpg",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => ".png",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => ".gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ".webp",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => ".pdf",
        _ => "",
    };
}
