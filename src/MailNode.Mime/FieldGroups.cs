namespace MailNode.Mime;

/// <summary>Reads a body that is made of header fields in groups with blank lines between them (RFC 3464, 2.1).</summary>
internal static class FieldGroups
{
    /// <summary>Lines that are no fields are stepped over; a group without fields is none.</summary>
    public static IReadOnlyList<HeaderList> Read(ReadOnlyMemory<byte> body)
    {
        var groups = new List<HeaderList>();
        while (!body.IsEmpty && groups.Count < MimeLimits.Default.MaxListEntries)
        {
            var group = MimeEntity.Parse(body);
            if (group.Headers.Count > 0)
                groups.Add(group.Headers);
            var rest = group.RawBody;
            body = rest.Length < body.Length ? rest : AfterLine(rest);
        }

        return groups;
    }

    private static ReadOnlyMemory<byte> AfterLine(ReadOnlyMemory<byte> text)
    {
        var end = text.Span.IndexOf((byte)'\n');
        return end < 0 ? default : text[(end + 1)..];
    }
}
