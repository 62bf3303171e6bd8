using System.Collections.Frozen;

namespace MailNode.Core.Media;

/// <summary>Media types as far as attachments need them: from a file's name, and which may stand inline in a mail.</summary>
public static class MediaType
{
    /// <summary>The type of what nothing is known about (RFC 2046, section 4.5.1).</summary>
    public const string Unknown = "application/octet-stream";

    /// <summary>Of several extensions of a type, the usual one comes first.</summary>
    private static readonly (string Extension, string Type)[] Known =
    [
        ("jpg", "image/jpeg"), ("jpeg", "image/jpeg"), ("jpe", "image/jpeg"), ("jfif", "image/jpeg"),
        ("png", "image/png"), ("apng", "image/png"), ("gif", "image/gif"), ("webp", "image/webp"),
        ("avif", "image/avif"), ("heic", "image/heic"), ("heif", "image/heif"), ("svg", "image/svg+xml"),
        ("bmp", "image/bmp"), ("tif", "image/tiff"), ("tiff", "image/tiff"), ("ico", "image/x-icon"),
        ("mp4", "video/mp4"), ("m4v", "video/mp4"), ("mov", "video/quicktime"), ("webm", "video/webm"),
        ("mkv", "video/x-matroska"), ("avi", "video/x-msvideo"), ("3gp", "video/3gpp"), ("ogv", "video/ogg"),
        ("mp3", "audio/mpeg"), ("m4a", "audio/mp4"), ("aac", "audio/aac"), ("ogg", "audio/ogg"), ("oga", "audio/ogg"),
        ("opus", "audio/ogg"), ("flac", "audio/flac"), ("wav", "audio/wav"),
        ("txt", "text/plain"), ("md", "text/markdown"), ("csv", "text/csv"), ("html", "text/html"), ("htm", "text/html"),
        ("ics", "text/calendar"), ("vcf", "text/vcard"), ("gpx", "application/gpx+xml"), ("eml", "message/rfc822"),
        ("pdf", "application/pdf"), ("json", "application/json"), ("xml", "application/xml"), ("epub", "application/epub+zip"),
        ("zip", "application/zip"), ("gz", "application/gzip"), ("7z", "application/x-7z-compressed"),
        ("doc", "application/msword"), ("xls", "application/vnd.ms-excel"), ("ppt", "application/vnd.ms-powerpoint"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("odt", "application/vnd.oasis.opendocument.text"), ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("odp", "application/vnd.oasis.opendocument.presentation"), ("rtf", "application/rtf"),
    ];

    private static readonly FrozenDictionary<string, string> ByExtension = Known
        .ToFrozenDictionary(entry => entry.Extension, entry => entry.Type, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> ToExtension = Known
        .DistinctBy(entry => entry.Type)
        .ToFrozenDictionary(entry => entry.Type, entry => entry.Extension, StringComparer.OrdinalIgnoreCase);

    /// <summary>The type that the name's extension stands for, or <see cref="Unknown"/>.</summary>
    public static string FromFileName(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot >= 0 && ByExtension.TryGetValue(name[(dot + 1)..].Trim(), out var type) ? type : Unknown;
    }

    /// <summary>Whether pictures of this type may be shown inside a mail. SVG may not: it is a document with scripts.</summary>
    public static bool IsInlinePicture(string type) => Essence(type) is "image/jpeg" or "image/png" or "image/gif" or "image/webp";

    /// <summary>The usual extension of a type, without its dot; empty if there is none.</summary>
    internal static string ExtensionOf(string type) => ToExtension.TryGetValue(Essence(type), out var extension) ? extension : "";

    private static string Essence(string type)
    {
        var end = type.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? type : type[..end]).Trim().ToLowerInvariant();
    }
}
