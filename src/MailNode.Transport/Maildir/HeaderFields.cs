using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MailNode.Transport.Maildirs;

/// <summary>Reads the header of a message file, and of that some fields, verbatim, with the empty line at the end.</summary>
internal static class HeaderFields
{
    private const int Block = 4096;
    private const int MaxHeader = 64 * 1024;

    /// <summary>The named fields of a file; at most 64 KiB of it are looked at.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(SafeFileHandle file, IReadOnlyList<string> names, CancellationToken c)
    {
        if (names.Count == 0)
            return default;
        var buffer = new byte[Block];
        var length = 0;
        while (true)
        {
            var count = await RandomAccess.ReadAsync(file, buffer.AsMemory(length), length, c).ConfigureAwait(false);
            length += count;
            if (count == 0 || length >= MaxHeader || HasEnd(buffer.AsSpan(0, length)))
                return Pick(buffer.AsSpan(0, length), names);
            if (length == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 4);
        }
    }

    /// <summary>The named fields with their continuation lines, in the order of the message.</summary>
    public static byte[] Pick(ReadOnlySpan<byte> text, IReadOnlyList<string> names)
    {
        var picked = new MemoryStream();
        var taking = false;
        while (!text.IsEmpty)
        {
            var line = Line(text);
            if (line.TrimEnd("\r\n"u8).IsEmpty)
            {
                picked.Write(line);
                return picked.ToArray();
            }
            var isContinuation = line[0] is (byte)' ' or (byte)'\t';
            taking = isContinuation ? taking : IsWanted(line, names);
            if (taking)
                picked.Write(line);
            text = text[line.Length..];
        }
        picked.Write("\r\n"u8);
        return picked.ToArray();
    }

    private static bool HasEnd(ReadOnlySpan<byte> text) =>
        text.IndexOf("\n\n"u8) >= 0 || text.IndexOf("\n\r\n"u8) >= 0 || text.StartsWith("\r\n"u8) || text.StartsWith("\n"u8);

    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        return end < 0 ? text : text[..(end + 1)];
    }

    private static bool IsWanted(ReadOnlySpan<byte> line, IReadOnlyList<string> names)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
            return false;
        var name = line[..colon].TrimEnd(" \t"u8);
        foreach (var wanted in names)
        {
            if (Ascii.EqualsIgnoreCase(name, wanted))
                return true;
        }
        return false;
    }
}
