using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MailNode.Tests.Core.Media;

/// <summary>Small pictures of each format, built byte by byte, with a place and a camera planted in every corner that takes notes.</summary>
internal static class PictureSamples
{
    public const string Secret = "GPS 52.520008,13.404954 CANON EOS SN4711";

    public static readonly byte[] JpegPixels = [0x12, 0x34, 0xFF, 0x00, 0x56, 0xFF, 0xD0, 0x78, 0x9A];
    public static readonly byte[] Profile = ProfileOf(300);

    private static readonly byte[] SecretBytes = Encoding.ASCII.GetBytes(Secret);

    /// <summary>A TIFF block with an orientation and a note, in either byte order.</summary>
    public static byte[] Exif(int orientation, bool little)
    {
        var block = new byte[26 + 12 + SecretBytes.Length];
        (little ? "II*\0"u8 : "MM\0*"u8).CopyTo(block);
        Put(block, 4, 8, 4, little);
        Put(block, 8, 2, 2, little);
        PutEntry(block, 10, 0x010F, 2, SecretBytes.Length, 38, 4, little);
        PutEntry(block, 22, 0x0112, 3, 1, orientation, 2, little);
        SecretBytes.CopyTo(block, 38);
        return block;
    }

    public static byte[] Jpeg(int orientation = 1, bool little = true, bool withProfile = false) =>
    [
        0xFF, 0xD8,
        .. Segment(0xE0, [.. "JFIF\0"u8, 1, 2, 1, 0, 72, 0, 72, 1, 1, 9, 9, 9]),
        .. Segment(0xE1, [.. "Exif\0\0"u8, .. Exif(orientation, little)]),
        .. Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. SecretBytes]),
        .. withProfile ? Segment(0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. Profile]) : [],
        .. Segment(0xE2, [.. "MPF\0"u8, .. SecretBytes]),
        .. Segment(0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. withProfile ? [] : SecretBytes]),
        .. Segment(0xED, [.. "Photoshop 3.0\0"u8, .. SecretBytes]),
        .. Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 1, .. SecretBytes]),
        .. Segment(0xEB, SecretBytes),
        .. Segment(0xFE, SecretBytes),
        .. Segment(0xDB, [0, .. new byte[64]]),
        .. Segment(0xC0, [8, 0, 30, 0, 40, 1, 1, 0x11, 0]),
        .. Segment(0xC4, [0, .. new byte[16]]),
        .. Segment(0xDA, [1, 1, 0, 0, 63, 0]),
        .. JpegPixels,
        .. Segment(0xFE, SecretBytes),
        .. Segment(0xDA, [1, 1, 0, 0, 63, 0]),
        .. JpegPixels,
        0xFF, 0xFF, 0xD9,
        .. SecretBytes,
    ];

    public static byte[] Png(int orientation = 1, byte[]? profile = null) =>
    [
        0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n',
        .. Chunk("IHDR", [0, 0, 0, 40, 0, 0, 0, 30, 8, 2, 0, 0, 0]),
        .. Chunk("tEXt", [.. "Comment\0"u8, .. SecretBytes]),
        .. Chunk("iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. SecretBytes]),
        .. Chunk("tIME", [7, 0xEA, 11, 17, 9, 12, 44]),
        .. Chunk("prVt", SecretBytes),
        .. Chunk("iCCP", [.. SecretBytes, 0, 0, .. profile ?? Deflated(Profile)]),
        .. Chunk("gAMA", [0, 0, 0xB1, 0x8F]),
        .. Chunk("IDAT", Deflated(new byte[30 * 121])),
        .. Chunk("eXIf", Exif(orientation, little: false)),
        .. Chunk("zTXt", [.. "Comment\0\0"u8, .. SecretBytes]),
        .. Chunk("IEND", []),
        .. SecretBytes,
    ];

    public static byte[] Gif() =>
    [
        .. "GIF89a"u8, 40, 0, 30, 0, 0x80, 0, 0, 1, 2, 3, 4, 5, 6,
        0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 7, 0, 0,
        0x21, 0xFE, (byte)SecretBytes.Length, .. SecretBytes, 0,
        0x21, 0xFF, 11, .. "XMP DataXMP"u8, (byte)SecretBytes.Length, .. SecretBytes, 0,
        0x21, 0x01, 12, .. new byte[12], (byte)SecretBytes.Length, .. SecretBytes, 0,
        0x21, 0xF9, 4, 0, 10, 0, 0, 0,
        0x2C, 0, 0, 0, 0, 40, 0, 30, 0, 0, 2, 3, 0x44, 0x01, 0x05, 0,
        0x3B,
        .. SecretBytes,
    ];

    public static byte[] Webp(int orientation = 1)
    {
        byte[] body =
        [
            .. "WEBP"u8,
            .. RiffChunk("VP8X", [0x2C, 0, 0, 0, 39, 0, 0, 29, 0, 0]),
            .. RiffChunk("ICCP", Profile),
            .. RiffChunk("VP8L", WebpPixels),
            .. RiffChunk("EXIF", Exif(orientation, little: true)),
            .. RiffChunk("XMP ", SecretBytes),
            .. RiffChunk("note", [.. SecretBytes, 0]),
        ];
        return [.. "RIFF"u8, .. LittleEndian(body.Length), .. body, .. SecretBytes];
    }

    public static byte[] AnimatedWebp()
    {
        byte[] frame = [.. new byte[16], .. RiffChunk("XMP ", SecretBytes), .. RiffChunk("VP8L", WebpPixels)];
        byte[] body = [.. "WEBP"u8, .. RiffChunk("VP8X", [0x02, 0, 0, 0, 39, 0, 0, 29, 0, 0]), .. RiffChunk("ANIM", new byte[6]), .. RiffChunk("ANMF", frame)];
        return [.. "RIFF"u8, .. LittleEndian(body.Length), .. body];
    }

    /// <summary>40 by 30 in a lossless bit stream's head.</summary>
    public static readonly byte[] WebpPixels = [0x2F, 39, 0x40, 0x07, 0x00, 0x88];

    public static byte[] Chunk(string type, byte[] content)
    {
        byte[] checkedPart = [.. Encoding.ASCII.GetBytes(type), .. content];
        var (length, crc) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc(checkedPart));
        return [.. length, .. checkedPart, .. crc];
    }

    private static byte[] Segment(byte marker, byte[] content) => [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    private static byte[] RiffChunk(string type, byte[] content) =>
        [.. Encoding.ASCII.GetBytes(type), .. LittleEndian(content.Length), .. content, .. new byte[content.Length % 2]];

    private static byte[] LittleEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Deflated(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, CompressionLevel.Fastest))
            zlib.Write(bytes);
        return stream.ToArray();
    }

    private static byte[] ProfileOf(int length)
    {
        var profile = new byte[length];
        BinaryPrimitives.WriteInt32BigEndian(profile, length);
        "acsp"u8.CopyTo(profile.AsSpan(36));
        return profile;
    }

    private static void PutEntry(byte[] block, int at, int tag, int type, int count, int value, int valueLength, bool little)
    {
        Put(block, at, tag, 2, little);
        Put(block, at + 2, type, 2, little);
        Put(block, at + 4, count, 4, little);
        Put(block, at + 8, value, valueLength, little);
    }

    private static void Put(byte[] block, int at, int value, int length, bool little)
    {
        for (var i = 0; i < length; i++)
            block[little ? at + i : at + length - 1 - i] = (byte)(value >> (8 * i));
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }

        return ~crc;
    }
}
