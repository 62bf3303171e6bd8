using System.Buffers.Binary;
using System.IO.Compression;

namespace MailNode.Demo;

/// <summary>Draws the photo of the demo: a beach at dusk, as a PNG large enough to follow its post in a mail of its own.</summary>
internal static class DemoPicture
{
    private const int Width = 640, Height = 400, Horizon = 230;

    public static byte[] Draw()
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, Width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), Height);
        (head[8], head[9]) = (8, 2);                                        // 8 bits a channel, RGB
        Chunk(file, "IHDR"u8, head);
        Chunk(file, "IDAT"u8, Compressed(Pixels()));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Rows of RGB, each behind its filter byte (none).</summary>
    private static byte[] Pixels()
    {
        var rows = new byte[Height * (1 + 3 * Width)];
        uint grain = 1;
        for (var y = 0; y < Height; y++)
        for (var x = 0; x < Width; x++)
        {
            grain = grain * 1664525 + 1013904223;                           // film grain: the same picture at every run
            var noise = (int)(grain >> 29) - 3;
            var (r, g, b) = Colour(x, y);
            var at = y * (1 + 3 * Width) + 1 + 3 * x;
            (rows[at], rows[at + 1], rows[at + 2]) = (Byte(r + noise), Byte(g + noise), Byte(b + noise));
        }
        return rows;
    }

    private static byte Byte(double value) => (byte)Math.Clamp(value, 0, 255);

    private static (double R, double G, double B) Colour(int x, int y)
    {
        var (dx, dy) = (x - 430.0, y - 185.0);
        var sun = Math.Sqrt(dx * dx + dy * dy);
        if (y < Horizon) return sun < 38 ? (255, 226, 150) : Sky(y, 60 * Math.Exp(-sun / 90));
        var shore = 318 + 10 * Math.Sin(x / 60.0);
        if (y > shore) return (214 - (y - shore) * 0.5, 184 - (y - shore) * 0.55, 142 - (y - shore) * 0.5);
        var glint = Math.Abs(dx) < 10 + (y - Horizon) * 0.9 && Math.Sin(y * 1.1 + x * 0.05) > 0.2 ? 70 : 0;
        return (52 + glint, 78 + (y - Horizon) * 0.4 + glint * 0.8, 122 + (y - Horizon) * 0.3 + glint * 0.4);
    }

    private static (double R, double G, double B) Sky(int y, double glow)
    {
        var down = y / (double)Horizon;
        return (70 + 170 * down + glow, 60 + 90 * down + glow * 0.8, 120 - 10 * down + glow * 0.3);
    }

    private static byte[] Compressed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal)) zlib.Write(bytes);
        return packed.ToArray();
    }

    private static void Chunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(type);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc([.. type, .. content]));
        file.Write(number);
    }

    /// <summary>CRC-32 of PNG (ISO 3309).</summary>
    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
        }
        return ~crc;
    }
}
