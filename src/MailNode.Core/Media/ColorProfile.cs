using System.Buffers.Binary;
using System.IO.Compression;

namespace MailNode.Core.Media;

/// <summary>Colour profiles (ICC.1:2010, section 7.2) stay in a picture, or its colours would change; what only calls itself one does not.</summary>
internal static class ColorProfile
{
    private const int MaxLength = 4 << 20;
    private const int HeaderLength = 128;

    /// <summary>Whether these bytes are one whole profile and nothing behind it.</summary>
    public static bool IsProfile(ReadOnlySpan<byte> profile) =>
        profile.Length is >= HeaderLength and <= MaxLength
        && BinaryPrimitives.ReadUInt32BigEndian(profile) == profile.Length
        && profile[36..40].SequenceEqual("acsp"u8);

    /// <summary>Without what some programs pad a profile with.</summary>
    public static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> profile) =>
        profile.Length >= HeaderLength && BinaryPrimitives.ReadUInt32BigEndian(profile) is var length && length <= profile.Length ? profile[..(int)length] : profile;

    /// <summary>The same for a profile compressed as in PNG.</summary>
    public static bool IsCompressedProfile(ReadOnlySpan<byte> deflated)
    {
        try
        {
            using var stream = new ZLibStream(new MemoryStream(deflated.ToArray()), CompressionMode.Decompress);
            var buffer = new byte[MaxLength + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return IsProfile(buffer.AsSpan(0, length));
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // The latter where zlib wants a preset dictionary: there is no disk here.
            return false;
        }
    }
}
