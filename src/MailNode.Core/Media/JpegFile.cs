using System.Buffers.Binary;

namespace MailNode.Core.Media;

/// <summary>Walks the segments of a JPEG file (ITU-T T.81, annex B) and keeps those that make its pixels.</summary>
internal static class JpegFile
{
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte App1 = 0xE1;

    /// <summary>Null unless every segment up to the end of the image was understood.</summary>
    public static Picture? Clean(ReadOnlySpan<byte> file)
    {
        var kept = new JpegParts();
        for (var at = 2; Next(file, at) is { Length: > 0 } segment;)
        {
            var content = file[(segment.End - segment.Length + 2)..segment.End];
            if (!kept.Take(segment.Marker, content))
                return null;
            at = segment.End;
            if (segment.Marker != StartOfScan)
                continue;
            at = ScanEnd(file, segment.End);
            if (at == 0)
                return null;
            kept.Data(file[segment.End..at]);
            if (file[at + 1] == EndOfImage)
                return kept.Finish();
        }

        return null;
    }

    /// <summary>Width and height as displayed; zero if no frame was found.</summary>
    public static (int Width, int Height) Measure(ReadOnlySpan<byte> file)
    {
        var orientation = 0;
        for (var at = 2; Next(file, at) is { Length: > 0 } segment; at = segment.End)
        {
            var content = file[(segment.End - segment.Length + 2)..segment.End];
            if (segment.Marker == App1 && orientation == 0 && content.StartsWith("Exif\0\0"u8))
                orientation = Orientation.Read(content);
            if (JpegParts.IsFrame(segment.Marker))
                return JpegParts.Displayed(JpegParts.FrameSize(content), orientation);
            if (segment.Marker == StartOfScan)
                break;
        }

        return default;
    }

    private readonly record struct Segment(byte Marker, int Length, int End);

    /// <summary>The segment that begins here; of length 0 if none does. Markers may be padded with 0xFF (B.1.1.2).</summary>
    private static Segment Next(ReadOnlySpan<byte> file, int at)
    {
        if (at + 4 > file.Length || file[at] != 0xFF)
            return default;
        while (at + 4 < file.Length && file[at + 1] == 0xFF)
            at++;
        var marker = file[at + 1];
        if (marker is < 0xC0 or (>= 0xD0 and <= EndOfImage))
            return default;
        var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        return length < 2 || at + 2 + length > file.Length ? default : new Segment(marker, length, at + 2 + length);
    }

    /// <summary>Where the next real marker stands after a scan's data; 0 if there is none. Restarts and stuffed zeros belong to the data.</summary>
    private static int ScanEnd(ReadOnlySpan<byte> file, int at)
    {
        while (at + 1 < file.Length)
        {
            var step = file[at..^1].IndexOf((byte)0xFF);
            if (step < 0)
                return 0;
            at += step;
            var next = file[at + 1];
            if (next == 0xFF)
                at++;
            else if (next is 0 or (>= 0xD0 and <= 0xD7))
                at += 2;
            else
                return at;
        }

        return 0;
    }
}
