namespace MailNode.Core.Media;

/// <summary>
/// Frees pictures of what they tell besides their pixels (place, camera, comments, thumbnails, trailers), before they are sealed.
/// Pixels are copied, never encoded again.
/// </summary>
public static class PictureFile
{
    /// <summary>Bytes of a file that are looked at.</summary>
    public const int MaxBytes = 64 << 20;

    /// <summary>Pixels across or down that a picture has at most: what the oldest of the formats can say.</summary>
    public const int MaxSide = 65535;

    /// <summary>Pixels in all that a picture has at most, or it is a bomb for who opens it.</summary>
    public const long MaxPixels = 400_000_000;

    /// <summary>
    /// The same pixels in the same orientation, and nothing else. Null: not a JPEG, PNG, GIF or WebP, or one that is damaged,
    /// cut off or has parts that are not understood; then nothing is known about what it tells.
    /// </summary>
    public static Picture? Clean(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
            return null;
        var span = bytes.Span;
        var picture = TypeOf(span) switch
        {
            "image/jpeg" => JpegFile.Clean(span),
            "image/png" => PngFile.Clean(span),
            "image/gif" => GifFile.Clean(span),
            "image/webp" => WebpFile.Clean(span),
            _ => null,
        };
        return picture is not null && IsSize(picture.Width, picture.Height) ? picture : null;
    }

    /// <summary>Type and size as displayed, from the head of a file; the rest may be missing or broken.</summary>
    public static bool TryMeasure(ReadOnlyMemory<byte> bytes, out string type, out int width, out int height)
    {
        var span = bytes.Span;
        type = TypeOf(span);
        (width, height) = type switch
        {
            "image/jpeg" => JpegFile.Measure(span),
            "image/png" => PngFile.Measure(span),
            "image/gif" => GifFile.Measure(span),
            "image/webp" => WebpFile.Measure(span),
            _ => default,
        };
        if (IsSize(width, height))
            return true;
        (type, width, height) = (MediaType.Unknown, 0, 0);
        return false;
    }

    private static string TypeOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        _ => MediaType.Unknown,
    };

    private static bool IsSize(int width, int height) =>
        width is > 0 and <= MaxSide && height is > 0 and <= MaxSide && (long)width * height <= MaxPixels;
}
