namespace MailNode.Mime;

/// <summary>Reads a body that is made of header fields in groups with blank lines between them (RFC 3464, 2.1).</summary>
internal static class FieldGroups
{
    /// <summary>Lines that are no fields are stepped over; a group without fields is none.</summary>
    public static IReadOnlyList<HeaderList> Read(ReadOnlyMemory<byte> body)
    {
        var (groups, limits) = (new List<HeaderList>(), MimeLimits.Default);
        while (!body.IsEmpty && groups.Count < limits.MaxListEntries)
        {
            var block = HeaderBlock.Read(body.Span, limits);
            if (block.Fields.Length > 0)
                groups.Add(new HeaderList(body, block.Fields, limits));
            // What held no field is not read again: that would cost the square of its length.
            body = body[(block.Fields.Length > 0 ? block.BodyStart : block.Reached)..];
        }

        return groups;
    }
}
