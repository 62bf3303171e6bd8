using System.Buffers.Binary;

namespace MailNode.Core.Media;

/// <summary>Walks the chunks of a PNG file (PNG third edition, section 5) and keeps those that make its pixels.</summary>
internal static class PngFile
{
    private const int HeadLength = 8;
    private const int ChunkOverhead = 12;
    private const int MaxProfileName = 80;

    /// <summary>Null unless every chunk up to the last was whole, and known or safe to leave out.</summary>
    public static Picture? Clean(ReadOnlySpan<byte> file)
    {
        var (width, height) = Measure(file, out var orientation);
        if (width == 0)
            return null;
        var clean = new MemoryStream(file.Length);
        clean.Write(file[..HeadLength]);
        var hasPixels = false;
        for (var at = HeadLength; TryChunk(file, at, out var type, out var content); at += content.Length + ChunkOverhead)
        {
            if (Crc32(file.Slice(at + 4, content.Length + 4)) != BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + content.Length)..]))
                return null;
            hasPixels |= type.SequenceEqual("IDAT"u8);
            if (IsKept(type))
                clean.Write(file.Slice(at, content.Length + ChunkOverhead));
            else if (type.SequenceEqual("iCCP"u8))
                WriteProfile(clean, content);
            else if (char.IsAsciiLetterUpper((char)type[0]))
                return null;   // a critical chunk that is not known
            if (at == HeadLength && orientation > Orientation.Upright)
                WriteChunk(clean, "eXIf"u8, Orientation.Write(orientation));
            if (type.SequenceEqual("IEND"u8))
                return hasPixels && content.IsEmpty ? new Picture(clean.ToArray(), "image/png", width, height) : null;
        }

        return null;
    }

    /// <summary>Width and height as displayed; zero if the file does not begin with a header.</summary>
    public static (int Width, int Height) Measure(ReadOnlySpan<byte> file) => Measure(file, out _);

    private static (int Width, int Height) Measure(ReadOnlySpan<byte> file, out int orientation)
    {
        orientation = Orientation.Upright;
        if (!TryChunk(file, HeadLength, out var type, out var header) || !type.SequenceEqual("IHDR"u8) || header.Length != 13)
            return default;
        orientation = ReadOrientation(file);
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
        return Orientation.IsTurned(orientation) ? (height, width) : (width, height);
    }

    private static int ReadOrientation(ReadOnlySpan<byte> file)
    {
        for (var at = HeadLength; TryChunk(file, at, out var type, out var content); at += content.Length + ChunkOverhead)
        {
            if (type.SequenceEqual("eXIf"u8))
                return Orientation.Read(content);
        }

        return Orientation.Upright;
    }

    private static bool TryChunk(ReadOnlySpan<byte> file, int at, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> content)
    {
        type = default;
        content = default;
        if (at > file.Length - ChunkOverhead)
            return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
        if (length > file.Length - at - ChunkOverhead)
            return false;
        type = file.Slice(at + 4, 4);
        content = file.Slice(at + 8, (int)length);
        return true;
    }

    /// <summary>Pixels, palette, transparency, colours, density and the frames of an animation.</summary>
    private static bool IsKept(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("IHDR"u8) || type.SequenceEqual("PLTE"u8) || type.SequenceEqual("IDAT"u8) || type.SequenceEqual("IEND"u8)
        || type.SequenceEqual("tRNS"u8) || type.SequenceEqual("gAMA"u8) || type.SequenceEqual("cHRM"u8) || type.SequenceEqual("sRGB"u8)
        || type.SequenceEqual("cICP"u8) || type.SequenceEqual("sBIT"u8) || type.SequenceEqual("bKGD"u8) || type.SequenceEqual("pHYs"u8)
        || type.SequenceEqual("acTL"u8) || type.SequenceEqual("fcTL"u8) || type.SequenceEqual("fdAT"u8);

    /// <summary>The profile under a name that says nothing.</summary>
    private static void WriteProfile(MemoryStream clean, ReadOnlySpan<byte> content)
    {
        var end = content.IndexOf((byte)0);
        if (end is > 0 and < MaxProfileName && content.Length > end + 2 && content[end + 1] == 0 && ColorProfile.IsCompressedProfile(content[(end + 2)..]))
            WriteChunk(clean, "iCCP"u8, [.. "ICC\0\0"u8, .. content[(end + 2)..]]);
    }

    private static void WriteChunk(MemoryStream clean, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        clean.Write(number);
        byte[] checkedPart = [.. type, .. content];
        clean.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(checkedPart));
        clean.Write(number);
    }

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    /// <summary>PNG third edition, section 5.5 and annex D.</summary>
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
            crc = CrcTable[(byte)(crc ^ one)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint CrcOf(int index)
    {
        var crc = (uint)index;
        for (var bit = 0; bit < 8; bit++)
            crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        return crc;
    }
}
