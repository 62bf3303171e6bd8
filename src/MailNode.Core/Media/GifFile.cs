using System.Buffers.Binary;

namespace MailNode.Core.Media;

/// <summary>Walks the blocks of a GIF file (GIF89a) and keeps its frames, their timing and how often they loop.</summary>
internal static class GifFile
{
    private const int HeadLength = 13;
    private const byte Extension = 0x21;
    private const byte GraphicControl = 0xF9;
    private const byte Application = 0xFF;
    private const byte Image = 0x2C;
    private const byte Trailer = 0x3B;

    /// <summary>Null unless every block up to the trailer was whole and there was a frame.</summary>
    public static Picture? Clean(ReadOnlySpan<byte> file)
    {
        var (width, height) = Measure(file);
        var at = HeadLength + (width == 0 ? 0 : TableLength(file[10]));
        if (width == 0 || at > file.Length)
            return null;
        var clean = new MemoryStream(file.Length);
        clean.Write(file[..at]);
        for (var frames = 0; at < file.Length;)
        {
            if (file[at] == Trailer)
            {
                clean.WriteByte(Trailer);
                return frames > 0 ? new Picture(clean.ToArray(), "image/gif", width, height) : null;
            }

            var end = file[at] switch { Extension => BlocksEnd(file, at + 2), Image => ImageEnd(file, at), _ => 0 };
            if (end == 0)
                return null;
            Keep(clean, file[at..end]);
            frames += file[at] == Image ? 1 : 0;
            at = end;
        }

        return null;
    }

    public static (int Width, int Height) Measure(ReadOnlySpan<byte> file) =>
        file.Length < HeadLength ? default : (BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..]));

    private static void Keep(MemoryStream clean, ReadOnlySpan<byte> block)
    {
        if (block[0] == Image || (block[1] == GraphicControl && block.Length == 8 && block[2] == 4))
            clean.Write(block);
        else if (block[1] == Application && LoopsOf(block) is { IsEmpty: false } loops)
            clean.Write([Extension, Application, 11, .. "NETSCAPE2.0"u8, 3, 1, .. loops, 0]);
    }

    /// <summary>How often an animation is to be played, in two bytes.</summary>
    private static ReadOnlySpan<byte> LoopsOf(ReadOnlySpan<byte> block)
    {
        var isLoop = block.Length >= 19 && block[2] == 11 && (block[3..14].SequenceEqual("NETSCAPE2.0"u8) || block[3..14].SequenceEqual("ANIMEXTS1.0"u8));
        return isLoop && block[14] == 3 && block[15] == 1 ? block[16..18] : default;
    }

    private static int ImageEnd(ReadOnlySpan<byte> file, int at)
    {
        const int descriptor = 10;
        if (at + descriptor > file.Length)
            return 0;
        var data = at + descriptor + TableLength(file[at + 9]) + 1;   // then the size of the first codes
        return data < file.Length ? BlocksEnd(file, data) : 0;
    }

    /// <summary>Where a row of sub-blocks ends, behind its terminator; 0 if it does not.</summary>
    private static int BlocksEnd(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length)
        {
            if (file[at] == 0)
                return at + 1;
            at += file[at] + 1;
        }

        return 0;
    }

    private static int TableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
}
