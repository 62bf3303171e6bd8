using System.Buffers.Binary;

namespace MailNode.Core.Media;

/// <summary>The one thing in a camera's notes that belongs to the picture: how to turn it (EXIF 2.3, tag 0x0112).</summary>
internal static class Orientation
{
    /// <summary>As the camera held it.</summary>
    public const int Upright = 1;

    private const int Tag = 0x0112;
    private const int Short = 3;
    private const int EntryLength = 12;

    /// <summary>Whether width and height change places.</summary>
    public static bool IsTurned(int orientation) => orientation is >= 5 and <= 8;

    /// <summary>From a TIFF block as EXIF holds it; <see cref="Upright"/> where it says nothing that can be understood.</summary>
    public static int Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.StartsWith("Exif\0\0"u8))
            tiff = tiff[6..];
        if (tiff.Length < 14 || !(tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8)))
            return Upright;
        var little = tiff[0] == (byte)'I';
        var offset = UInt32(tiff[4..], little);
        if (offset < 8 || offset > tiff.Length - 2)
            return Upright;
        var directory = tiff[(int)offset..];
        var count = UInt16(directory, little);
        directory = directory[2..];
        for (var i = 0; i < count && directory.Length >= EntryLength; i++, directory = directory[EntryLength..])
        {
            if (UInt16(directory, little) == Tag)
                return UInt16(directory[2..], little) == Short && UInt16(directory[8..], little) is >= 1 and <= 8 and var value ? value : Upright;
        }

        return Upright;
    }

    /// <summary>A TIFF block that says this and nothing else.</summary>
    public static byte[] Write(int orientation) =>
    [
        (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8,
        0, 1, 0x01, 0x12, 0, Short, 0, 0, 0, 1, 0, (byte)orientation, 0, 0,
        0, 0, 0, 0,
    ];

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
