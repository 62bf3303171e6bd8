using System.Buffers.Binary;

namespace MailNode.Core.Media;

/// <summary>Walks the chunks of a WebP file (RFC 9649) and keeps those that make its pixels.</summary>
internal static class WebpFile
{
    private const int HeadLength = 12;
    private const int ChunkHead = 8;
    private const int FrameHead = 16;
    private const byte ProfileFlag = 0x20;
    private const byte ExifFlag = 0x08;
    private const byte XmpFlag = 0x04;

    /// <summary>Null unless every chunk within the file's stated length was whole.</summary>
    public static Picture? Clean(ReadOnlySpan<byte> file)
    {
        if (!TryBody(file, out var body))
            return null;
        var (width, height) = Measure(file);
        var orientation = ReadOrientation(body);
        var clean = new MemoryStream(file.Length);
        clean.Write(file[..HeadLength]);
        var at = 0;
        for (; TryChunk(body, at, out var type, out var content); at += PaddedLength(content.Length))
        {
            if (type.SequenceEqual("VP8X"u8))
                WriteExtended(clean, body, content, orientation);
            else if (type.SequenceEqual("ANMF"u8))
                WriteFrame(clean, content);
            else if (IsPixels(type) || type.SequenceEqual("ANIM"u8) || (type.SequenceEqual("ICCP"u8) && ColorProfile.IsProfile(content)))
                WriteChunk(clean, type, content);
        }

        if (at != body.Length || width == 0 || !HasPixels(body))
            return null;
        if (orientation > Orientation.Upright)
            WriteChunk(clean, "EXIF"u8, Orientation.Write(orientation));
        var bytes = clean.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        return new Picture(bytes, "image/webp", width, height);
    }

    /// <summary>Width and height as displayed; zero if the first chunk does not say.</summary>
    public static (int Width, int Height) Measure(ReadOnlySpan<byte> file)
    {
        if (file.Length <= HeadLength || !TryChunk(file[HeadLength..], 0, out var type, out var content, mayBeCut: true))
            return default;
        if (type.SequenceEqual("VP8X"u8) && content.Length >= 10)
        {
            var (width, height) = (1 + UInt24(content[4..]), 1 + UInt24(content[7..]));
            return Orientation.IsTurned(ReadOrientation(file[HeadLength..])) ? (height, width) : (width, height);
        }

        if (type.SequenceEqual("VP8L"u8) && content.Length >= 5 && content[0] == 0x2F)
            return (1 + (Bits(content) & 0x3FFF), 1 + ((Bits(content) >> 14) & 0x3FFF));
        if (type.SequenceEqual("VP8 "u8) && content.Length >= 10 && content[3..6].SequenceEqual((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
            return (BinaryPrimitives.ReadUInt16LittleEndian(content[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(content[8..]) & 0x3FFF);
        return default;
    }

    private static int Bits(ReadOnlySpan<byte> content) => BinaryPrimitives.ReadInt32LittleEndian(content[1..]);

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    /// <summary>What RIFF counts to the file; bytes behind it are a trailer of somebody else's.</summary>
    private static bool TryBody(ReadOnlySpan<byte> file, out ReadOnlySpan<byte> body)
    {
        var length = file.Length > HeadLength ? BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) : 0;
        body = default;
        if (length < 4 || length > file.Length - 8)
            return false;
        body = file[HeadLength..((int)length + 8)];
        return true;
    }

    private static bool TryChunk(ReadOnlySpan<byte> body, int at, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> content, bool mayBeCut = false)
    {
        type = default;
        content = default;
        if (at > body.Length - ChunkHead)
            return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(body[(at + 4)..]);
        var room = body.Length - at - ChunkHead;
        // A chunk of odd length is followed by a zero.
        if (!mayBeCut && length + (length % 2) > room)
            return false;
        type = body.Slice(at, 4);
        content = body.Slice(at + ChunkHead, (int)Math.Min(length, room));
        return true;
    }

    private static int PaddedLength(int length) => ChunkHead + length + (length & 1);

    private static int ReadOrientation(ReadOnlySpan<byte> body)
    {
        var isExtended = body.StartsWith("VP8X"u8);
        for (var at = 0; isExtended && TryChunk(body, at, out var type, out var content); at += PaddedLength(content.Length))
        {
            if (type.SequenceEqual("EXIF"u8))
                return Orientation.Read(content);
        }

        return Orientation.Upright;
    }

    private static bool IsPixels(ReadOnlySpan<byte> type) => type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8) || type.SequenceEqual("ALPH"u8);

    private static bool HasPixels(ReadOnlySpan<byte> body)
    {
        for (var at = 0; TryChunk(body, at, out var type, out var content); at += PaddedLength(content.Length))
        {
            if (IsPixels(type) || type.SequenceEqual("ANMF"u8))
                return true;
        }

        return false;
    }

    private static bool HasProfile(ReadOnlySpan<byte> body)
    {
        for (var at = 0; TryChunk(body, at, out var type, out var content); at += PaddedLength(content.Length))
        {
            if (type.SequenceEqual("ICCP"u8))
                return ColorProfile.IsProfile(content);
        }

        return false;
    }

    /// <summary>The header with flags for what is kept only.</summary>
    private static void WriteExtended(MemoryStream clean, ReadOnlySpan<byte> body, ReadOnlySpan<byte> content, int orientation)
    {
        byte[] header = [.. content[..Math.Min(content.Length, 10)]];
        if (header.Length == 0)
            return;
        header[0] &= unchecked((byte)~(ExifFlag | XmpFlag));
        if (orientation > Orientation.Upright)
            header[0] |= ExifFlag;
        if (!HasProfile(body))
            header[0] &= unchecked((byte)~ProfileFlag);
        WriteChunk(clean, "VP8X"u8, header);
    }

    /// <summary>A frame of an animation holds chunks of its own.</summary>
    private static void WriteFrame(MemoryStream clean, ReadOnlySpan<byte> content)
    {
        if (content.Length < FrameHead)
            return;
        var frame = new MemoryStream(content.Length);
        frame.Write(content[..FrameHead]);
        var rest = content[FrameHead..];
        for (var at = 0; TryChunk(rest, at, out var type, out var inner); at += PaddedLength(inner.Length))
        {
            if (IsPixels(type))
                WriteChunk(frame, type, inner);
        }

        WriteChunk(clean, "ANMF"u8, frame.ToArray());
    }

    private static void WriteChunk(MemoryStream clean, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        clean.Write(type);
        clean.Write(length);
        clean.Write(content);
        if (content.Length % 2 != 0)
            clean.WriteByte(0);
    }
}
