using System.Buffers;
using System.Buffers.Binary;

namespace MailNode.Core.Media;

/// <summary>Collects what is kept of a JPEG file and writes it anew.</summary>
internal sealed class JpegParts
{
    private const byte App0 = 0xE0;
    private const byte App1 = 0xE1;
    private const byte App2 = 0xE2;
    private const byte App14 = 0xEE;
    private const byte App15 = 0xEF;
    private const byte Comment = 0xFE;
    private const int ProfileHead = 14;   // "ICC_PROFILE", 0, number, count
    private const int MaxProfilePart = 65000;

    private readonly ArrayBufferWriter<byte> body = new();
    private readonly ArrayBufferWriter<byte> profile = new();
    private byte[] density = [];
    private int orientation;
    private (int Width, int Height) frame;

    /// <summary>Keeps or drops a segment. False: it is not understood, or stands where it may not.</summary>
    public bool Take(byte marker, ReadOnlySpan<byte> content)
    {
        switch (marker)
        {
            case >= App0 and <= App15:
                TakeApplication(marker, content);
                return true;
            case Comment:
                return true;
            case 0xC4 or 0xCC or 0xDB or 0xDD:   // tables: Huffman, arithmetic, quantisation; restart interval
                Write(body, marker, content);
                return true;
            case 0xDA when frame.Width > 0:
                Write(body, marker, content);
                return true;
            default:
                if (!IsFrame(marker) || frame.Width > 0)
                    return false;
                frame = FrameSize(content);
                Write(body, marker, content);
                return frame.Width > 0;
        }
    }

    /// <summary>The coded pixels of a scan.</summary>
    public void Data(ReadOnlySpan<byte> data) => body.Write(data);

    public Picture Finish()
    {
        var file = new ArrayBufferWriter<byte>(body.WrittenCount + profile.WrittenCount + 256);
        file.Write((ReadOnlySpan<byte>)[0xFF, 0xD8]);
        if (density.Length > 0)
            Write(file, App0, density);
        if (orientation > Orientation.Upright)
            Write(file, App1, [.. "Exif\0\0"u8, .. Orientation.Write(orientation)]);
        WriteProfile(file);
        file.Write(body.WrittenSpan);
        file.Write((ReadOnlySpan<byte>)[0xFF, 0xD9]);
        var (width, height) = Displayed(frame, orientation);
        return new Picture(file.WrittenSpan.ToArray(), "image/jpeg", width, height);
    }

    public static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    public static (int Width, int Height) FrameSize(ReadOnlySpan<byte> content)
    {
        if (content.Length < 6 || content.Length != 6 + (3 * content[5]))
            return default;
        return (BinaryPrimitives.ReadUInt16BigEndian(content[3..]), BinaryPrimitives.ReadUInt16BigEndian(content[1..]));
    }

    public static (int Width, int Height) Displayed((int Width, int Height) frame, int orientation) =>
        Orientation.IsTurned(orientation) ? (frame.Height, frame.Width) : frame;

    private void TakeApplication(byte marker, ReadOnlySpan<byte> content)
    {
        if (marker == App0 && density.Length == 0)
            density = Density(content);
        else if (marker == App1 && orientation == 0 && content.StartsWith("Exif\0\0"u8))
            orientation = Orientation.Read(content);
        else if (marker == App2 && content.Length > ProfileHead && content.StartsWith("ICC_PROFILE\0"u8))
            profile.Write(content[ProfileHead..]);
        else if (marker == App14 && content.Length >= 12 && content.StartsWith("Adobe"u8))
            Write(body, App14, content[..12]);   // says how the colours are coded
    }

    /// <summary>JFIF's version and density, without its thumbnail.</summary>
    private static byte[] Density(ReadOnlySpan<byte> content) =>
        content.Length >= 14 && content.StartsWith("JFIF\0"u8) ? [.. content[..12], 0, 0] : [];

    private void WriteProfile(ArrayBufferWriter<byte> file)
    {
        var bytes = ColorProfile.Trimmed(profile.WrittenSpan);
        if (!ColorProfile.IsProfile(bytes))
            return;
        var count = (bytes.Length + MaxProfilePart - 1) / MaxProfilePart;
        for (var i = 0; i < count; i++)
        {
            var part = bytes.Slice(i * MaxProfilePart, Math.Min(MaxProfilePart, bytes.Length - (i * MaxProfilePart)));
            Write(file, App2, [.. "ICC_PROFILE\0"u8, (byte)(i + 1), (byte)count, .. part]);
        }
    }

    private static void Write(ArrayBufferWriter<byte> file, byte marker, ReadOnlySpan<byte> content)
    {
        Span<byte> head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(content.Length + 2));
        file.Write(head);
        file.Write(content);
    }
}
