using System.Text;

namespace MailNode.Mime;

/// <summary>An entity whose header is written and whose length is known, so that all of it can be put into its place at once.</summary>
internal sealed class EntityDraft
{
    private readonly ReadOnlyMemory<byte> header;
    private readonly MimeBody body;
    private readonly EntityDraft[] parts;
    private readonly byte[] delimiter;

    /// <param name="header">All of its fields and the blank line; empty for what is already written.</param>
    /// <param name="boundary">Null unless it is a multipart.</param>
    public EntityDraft(ReadOnlyMemory<byte> header, MimeBody body, EntityDraft[] parts, string? boundary)
    {
        this.header = header;
        this.body = body;
        this.parts = parts;
        delimiter = boundary is null ? [] : Encoding.ASCII.GetBytes("--" + boundary);
        var length = (long)header.Length + body.Length + (boundary is null ? 0 : delimiter.Length + 4);
        foreach (var part in parts)
            length += delimiter.Length + 4 + (long)part.Length;
        Length = checked((int)length);
    }

    public int Length { get; }

    public ReadOnlySpan<byte> Header => header.Span;

    /// <summary>The body before it is encoded; empty for a multipart.</summary>
    public ReadOnlySpan<byte> Content => body.Content;

    public byte[] ToArray()
    {
        var bytes = GC.AllocateUninitializedArray<byte>(Length);
        WriteTo(bytes);
        return bytes;
    }

    /// <summary>Fills the first <see cref="Length"/> bytes.</summary>
    public void WriteTo(Span<byte> target)
    {
        target = Put(header.Span, target);
        body.WriteTo(target);
        foreach (var part in parts)
        {
            target = Put("\r\n"u8, Put(delimiter, target));
            part.WriteTo(target);
            target = Put("\r\n"u8, target[part.Length..]);
        }

        if (delimiter.Length > 0)
            Put("--\r\n"u8, Put(delimiter, target));
    }

    /// <summary>Whether the boundary occurs anywhere in it.</summary>
    public bool Holds(ReadOnlySpan<byte> boundary)
    {
        if (header.Span.IndexOf(boundary) >= 0 || body.Holds(boundary))
            return true;
        foreach (var part in parts)
        {
            if (part.Holds(boundary))
                return true;
        }

        return false;
    }

    private static Span<byte> Put(ReadOnlySpan<byte> bytes, Span<byte> target)
    {
        bytes.CopyTo(target);
        return target[bytes.Length..];
    }
}
