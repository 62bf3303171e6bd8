using System.Buffers;

namespace MailNode.Mime;

/// <summary>
/// Builds mail: 7-bit, folded, CRLF, the same bytes for the same calls. Whatever a stranger wrote may go into texts, names and file names;
/// no line of it becomes a header of ours.
/// </summary>
/// <remarks>
/// Fields come out in the order of the calls, then MIME-Version (root only), then Content-*. Control characters in texts and names become
/// spaces. Where they could only be an attack or a fault of ours (field names, media types, parameter names) an ArgumentException says so.
/// One thing is not 7-bit: an address whose local part is not ASCII is written in UTF-8 (RFC 6532), since nothing else can carry it.
/// </remarks>
public sealed class MimeBuilder
{
    private readonly MimeBody body;
    private HeaderWriter? fields;
    private List<(string Name, string Value)>? contentParameters;
    private string disposition = "";
    private string? fileName;
    private string? contentId;

    private MimeBuilder(MimeBody body) => this.body = body;

    /// <summary>Text in UTF-8: as is where mail leaves it alone, else quoted-printable or base64, whichever is shorter.</summary>
    public static MimeBuilder Text(string mediaType, string text) =>
        new MimeBuilder(MimeBody.OfText(mediaType, text)).ContentParameter("charset", "utf-8");

    /// <summary>Any bytes, as base64. They are not copied before the mail is written, so they must stay what they are until then.</summary>
    /// <param name="disposition">"attachment", "inline", or "" for none.</param>
    public static MimeBuilder Binary(
        string mediaType, ReadOnlyMemory<byte> bytes, string? fileName = null, string disposition = "attachment", string? contentId = null)
    {
        var builder = new MimeBuilder(MimeBody.OfBytes(mediaType, bytes));
        if (disposition.Length > 0)
            builder.Disposition(disposition, fileName);
        return contentId is null ? builder : builder.ContentId(contentId);
    }

    /// <summary>
    /// ASCII lines such as armor, as they are but for line ends, which become CRLF. What is not 7-bit goes out quoted-printable.
    /// </summary>
    public static MimeBuilder SevenBit(string mediaType, ReadOnlyMemory<byte> bytes) => new(MimeBody.OfSevenBit(mediaType, bytes));

    public static MimeBuilder Multipart(string subtype, IEnumerable<MimeBuilder> parts) =>
        new(MimeBody.OfParts("multipart/" + subtype, parts));

    /// <summary>An entity that is already written, header and all; it is embedded byte for byte, and takes no fields. Not copied before.</summary>
    public static MimeBuilder Raw(ReadOnlyMemory<byte> entity) => new(MimeBody.OfEntity(entity));

    /// <summary>An unstructured field; encoded words where needed (RFC 2047).</summary>
    /// <exception cref="ArgumentException">The name is no field name, or one that the builder writes itself.</exception>
    public MimeBuilder Header(string name, string text)
    {
        Fields(name).Unstructured(name, text);
        return this;
    }

    /// <summary>An address list, phrases quoted or encoded; without addresses "undisclosed-recipients:;".</summary>
    public MimeBuilder Header(string name, params IEnumerable<Address> addresses)
    {
        Fields(name).Addresses(name, addresses);
        return this;
    }

    /// <summary>A field whose value is already in the syntax that it travels in, such as one of another header; it is only folded.</summary>
    /// <exception cref="ArgumentException">The value holds control characters, or the name is none.</exception>
    public MimeBuilder WrittenHeader(string name, string value)
    {
        Fields(name).Structured(name, value);
        return this;
    }

    /// <summary>Message-ID, In-Reply-To or References; the angle brackets are added. Ids that cannot be written are left out.</summary>
    public MimeBuilder MessageId(string name, params IEnumerable<string> ids)
    {
        Fields(name).MessageIds(name, ids);
        return this;
    }

    /// <summary>The Date field (RFC 5322, 3.3).</summary>
    public MimeBuilder Date(DateTimeOffset at)
    {
        Fields("Date").Structured("Date", MailDate.Format(at));
        return this;
    }

    /// <summary>A parameter of the Content-Type, such as protocol="application/pgp-encrypted". The last of one name counts.</summary>
    public MimeBuilder ContentParameter(string name, string value)
    {
        RefuseRaw();
        contentParameters?.RemoveAll(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        (contentParameters ??= []).Add((ParameterWriter.CheckedName(name), value));
        return this;
    }

    /// <summary>The Content-Disposition, "inline" or "attachment", with the file's name (RFC 2183, 2231).</summary>
    public MimeBuilder Disposition(string value, string? fileName = null)
    {
        RefuseRaw();
        disposition = ParameterWriter.CheckedName(value);
        this.fileName = fileName;
        return this;
    }

    /// <summary>The Content-ID; the angle brackets are added.</summary>
    public MimeBuilder ContentId(string id)
    {
        RefuseRaw();
        contentId = id;
        return this;
    }

    /// <summary>The entity as bytes.</summary>
    public byte[] Write() => Draft(isRoot: false).ToArray();

    /// <summary>The same with MIME-Version: 1.0, for the root of a message.</summary>
    public byte[] WriteMessage() => Draft(isRoot: true).ToArray();

    /// <summary>The same into memory of the caller's, such as a buffer that serves for many mails, or a pipe.</summary>
    public void WriteMessage(IBufferWriter<byte> target)
    {
        var draft = Draft(isRoot: true);
        draft.WriteTo(target.GetSpan(draft.Length));
        target.Advance(draft.Length);
    }

    private EntityDraft Draft(bool isRoot)
    {
        if (body.IsEntity)
            return new EntityDraft(default, body, [], null);
        var parts = body.Parts is null ? [] : Array.ConvertAll(body.Parts, part => part.Draft(isRoot: false));
        var boundary = body.Parts is null ? null : Boundary.For(parts);
        return new EntityDraft(Header(isRoot, boundary), body, parts, boundary);
    }

    private byte[] Header(bool isRoot, string? boundary)
    {
        var content = new HeaderWriter();
        if (isRoot)
            content.Structured("MIME-Version", "1.0");
        content.Structured("Content-Type", ParameterWriter.Write(body.MediaType, contentParameters, boundary));
        if (body.TransferEncoding is not null)
            content.Structured("Content-Transfer-Encoding", body.TransferEncoding);
        if (disposition.Length > 0)
            content.Structured("Content-Disposition", fileName is null ? disposition : disposition + ParameterWriter.Write("filename", fileName));
        if (contentId is not null)
            content.MessageIds("Content-ID", [contentId]);
        return Header(content);
    }

    private byte[] Header(HeaderWriter content)
    {
        var room = ArrayPool<byte>.Shared.Rent((fields?.MaxLength ?? 0) + content.MaxLength + 2);
        var length = fields?.WriteTo(room) ?? 0;
        length += content.WriteTo(room.AsSpan(length));
        "\r\n"u8.CopyTo(room.AsSpan(length));
        var header = room.AsSpan(0, length + 2).ToArray();
        ArrayPool<byte>.Shared.Return(room);
        return header;
    }

    private HeaderWriter Fields(string name)
    {
        RefuseRaw();
        if (HeaderWriter.IsOurs(name))
            throw new ArgumentException($"The builder writes {name} itself.", nameof(name));
        return fields ??= new HeaderWriter();
    }

    private void RefuseRaw()
    {
        if (body.IsEntity)
            throw new InvalidOperationException("An entity that is already written takes no fields.");
    }
}
