using System.Text;
using MailNode.Core.Media;

namespace MailNode.Core.Text;

/// <summary>Names of attachments, made fit for any file system and any eye.</summary>
public static class FileName
{
    /// <summary>Bytes (UTF-8) that a name has at most; common file systems take 255, and something may be put before it.</summary>
    public const int MaxBytes = 160;

    private const int MaxExamined = 16384;
    private const int MaxExtension = 12;

    private static readonly HashSet<string> Reserved = new(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" }),
            "COM¹", "COM²", "COM³", "LPT¹", "LPT²", "LPT³"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>A bare name without folders, reserved words and tricks. One is made from the type where none is left.</summary>
    /// <param name="type">The attachment's media type. A picture's name always ends as its type does.</param>
    public static string Clean(string? name, string type)
    {
        var bare = LastSegment(name ?? "");
        var line = Letters.OneLine(bare.Length > MaxExamined ? bare[^MaxExamined..] : bare, maxMarks: 4);
        var safe = new string([.. line.Select(letter => letter is '<' or '>' or ':' or '"' or '|' or '?' or '*' or '\uFFFD' ? '_' : letter)]).Trim('.', ' ');
        if (safe.StartsWith('-'))
            safe = "_" + safe[1..];
        if (safe.Length == 0 || safe.All(letter => letter is '_' or ' ' or '.'))
            safe = MediaType.IsInlinePicture(type) ? "picture" : "attachment";
        if (IsReserved(safe))
            safe = "_" + safe;
        return Shortened(WithExtension(safe, type));
    }

    private static string LastSegment(string name) => name[(name.AsSpan().LastIndexOfAny('/', '\\') + 1)..];

    private static bool IsReserved(string name) => Reserved.Contains(name.Split('.', 2)[0].TrimEnd());

    /// <summary>A name without extension gets one; a picture called <c>photo.jpg.exe</c> is opened as what it is.</summary>
    private static string WithExtension(string name, string type)
    {
        var extension = MediaType.ExtensionOf(type);
        if (extension.Length == 0)
            return name;
        var fits = MediaType.IsInlinePicture(type) ? MediaType.FromFileName(name) == MediaType.FromFileName("." + extension) : HasExtension(name);
        return fits ? name : $"{name}.{extension}";
    }

    private static bool HasExtension(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot > 0 && name.Length - dot - 1 is > 0 and <= MaxExtension;
    }

    private static string Shortened(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxBytes)
            return name;
        var extension = HasExtension(name) ? name[name.LastIndexOf('.')..] : "";
        var stem = name[..^extension.Length];
        var room = MaxBytes - Encoding.UTF8.GetByteCount(extension);
        stem = Letters.Cut(stem, room);
        while (Encoding.UTF8.GetByteCount(stem) > room)
            stem = Letters.Cut(stem, stem.Length - Math.Max(1, (Encoding.UTF8.GetByteCount(stem) - room) / 4));
        return stem.TrimEnd(' ', '.') + extension;
    }
}
