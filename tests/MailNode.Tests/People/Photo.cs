using System.Buffers.Binary;
using System.Text;

namespace MailNode.Tests.People;

/// <summary>A photo as a telephone takes it: it says where, and with what.</summary>
internal static class Photo
{
    public const string Camera = "SECRETCAM 3000";

    /// <summary>One grey pixel (ISO 10918-1), without anything besides.</summary>
    private static readonly byte[] Pixel = [.. Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////"
        + "wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="), 0xFF, 0xD9];

    /// <summary>A JPEG with an Exif segment that holds the camera's name and a place (Exif 2.3, section 4.6.6).</summary>
    public static byte[] WithPlace()
    {
        byte[] segment = [.. "Exif\0\0"u8, .. Tiff()];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(segment.Length + 2));
        return [.. Pixel.AsSpan(0, 2), 0xFF, 0xE1, .. length, .. segment, .. Pixel.AsSpan(2)];
    }

    /// <summary>Two entries in the first directory (make, place), two in the directory of the place (north, 48° 12' 30").</summary>
    private static byte[] Tiff()
    {
        var make = Encoding.ASCII.GetBytes(Camera + "\0");
        const uint Directory = 8, Place = Directory + 2 + 2 * 12 + 4, Rationals = Place + 2 + 2 * 12 + 4, Make = Rationals + 24;
        return
        [
            .. "II*\0"u8, .. Number(Directory),
            2, 0, .. Entry(0x010F, 2, (uint)make.Length, Make), .. Entry(0x8825, 4, 1, Place), 0, 0, 0, 0,
            2, 0, .. Entry(1, 2, 2, 'N'), .. Entry(2, 5, 3, Rationals), 0, 0, 0, 0,
            .. Number(48), .. Number(1), .. Number(12), .. Number(1), .. Number(30), .. Number(1),
            .. make,
        ];
    }

    private static byte[] Entry(ushort tag, ushort type, uint count, uint value) =>
        [(byte)tag, (byte)(tag >> 8), (byte)type, (byte)(type >> 8), .. Number(count), .. Number(value)];

    private static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
