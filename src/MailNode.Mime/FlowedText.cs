using System.Text;

namespace MailNode.Mime;

/// <summary>Joins the lines of format=flowed text into paragraphs again (RFC 3676).</summary>
internal static class FlowedText
{
    private const string SignatureSeparator = "-- ";

    /// <param name="text">Lines that end in \n.</param>
    /// <param name="deleteSpace">DelSp=yes: the space that marked a soft break was no part of the text.</param>
    public static string Unwrap(string text, bool deleteSpace)
    {
        var unwrapped = new StringBuilder(text.Length);
        var depthBefore = -1;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range);
            var depth = QuoteDepth(line);
            var content = Unstuff(line[depth..]);
            var isSignature = content.SequenceEqual(SignatureSeparator);
            var continues = depthBefore == depth && !isSignature;
            if (!continues)
                StartLine(unwrapped, depth, range.Start.Value > 0);
            unwrapped.Append(content);
            var flows = content.EndsWith(" ") && !isSignature;
            if (flows && deleteSpace)
                unwrapped.Length--;
            depthBefore = flows ? depth : -1;
        }

        return unwrapped.ToString();
    }

    private static void StartLine(StringBuilder unwrapped, int depth, bool hasLineBefore)
    {
        if (hasLineBefore)
            unwrapped.Append('\n');
        unwrapped.Append('>', depth).Append(depth > 0 ? " " : "");
    }

    private static int QuoteDepth(ReadOnlySpan<char> line)
    {
        var end = line.IndexOfAnyExcept('>');
        return end < 0 ? line.Length : end;
    }

    private static ReadOnlySpan<char> Unstuff(ReadOnlySpan<char> content) => content.StartsWith(" ") ? content[1..] : content;
}
