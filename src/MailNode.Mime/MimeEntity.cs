using System.Buffers;

namespace MailNode.Mime;

/// <summary>One entity, a whole message or a part of one. Reading never throws, keeps the bytes, and does only what is asked for.</summary>
/// <remarks>Not for several threads at once. Use one set of limits per message: parts share its budget.</remarks>
public sealed class MimeEntity
{
    private readonly MimeLimits limits;
    private readonly PartBudget budget;
    private readonly int depth;
    private readonly string? defaultType;
    private List<string>? defects;
    private bool decoded;

    private MimeEntity(ReadOnlyMemory<byte> raw, MimeLimits limits, PartBudget budget, int depth, string? defaultType)
    {
        Raw = raw;
        this.limits = limits;
        this.budget = budget;
        this.depth = depth;
        this.defaultType = defaultType;
    }

    /// <summary>Exactly the bytes that were parsed, header and body; signatures are checked over these.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>What follows the header, not decoded.</summary>
    public ReadOnlyMemory<byte> RawBody => Raw[Head.BodyStart..];

    public HeaderList Headers => field ??= new HeaderList(Raw, Head.Fields, limits);

    /// <summary>text/plain if the header says nothing, message/rfc822 in a multipart/digest (RFC 2046, 5.1.5).</summary>
    public ContentType ContentType => field ??= ContentType.Parse(Headers.First("Content-Type")?.Value ?? defaultType, limits);

    /// <summary>"attachment", "inline" or "" (RFC 2183); an unknown word is an attachment.</summary>
    public string Disposition => ContentDisposition.Kind is "" or "inline" ? ContentDisposition.Kind : "attachment";

    /// <summary>The last path segment of the name that the sender gave the file, without controls; null if there is none.</summary>
    public string? FileName => FileNames.Clean(ContentDisposition.Parameters.Text("filename") ?? ContentType.Parameter("name"));

    /// <summary>The Content-ID without its angle brackets; null if there is none.</summary>
    public string? ContentId => Headers.MessageIds("Content-ID") is [var id, ..] ? id : null;

    public bool IsMultipart => ContentType.Type == "multipart";

    /// <summary>The parts of a multipart, the one message inside message/rfc822, else nothing.</summary>
    public IReadOnlyList<MimeEntity> Children => field ??= FindChildren();

    /// <summary>
    /// What was broken in this entity (not in its children), in words. Looks at everything, so it costs more than the rest.
    /// </summary>
    public IReadOnlyList<string> Defects
    {
        get
        {
            if (Children.Count == 0 && !decoded)
                Decode();
            return [.. Head.Defects, .. defects ?? []];
        }
    }

    private HeaderBlock Head => field ??= HeaderBlock.Read(Raw.Span, limits);

    private TransferEncoding Encoding => TransferDecoding.Read(Headers.First("Content-Transfer-Encoding")?.Value);

    private DispositionField ContentDisposition => field ??= ReadDisposition();

    public static MimeEntity Parse(ReadOnlyMemory<byte> bytes, MimeLimits? limits = null)
    {
        limits ??= MimeLimits.Default;
        return new MimeEntity(bytes, limits, new PartBudget(limits.MaxParts), 0, null);
    }

    /// <summary>
    /// The body without its transfer encoding; what is broken in it decodes as far as it is valid. Each call decodes anew, into memory of
    /// its own; a body without an encoding is not copied.
    /// </summary>
    public ReadOnlyMemory<byte> Decode()
    {
        var encoding = Encoding;
        var bytes = TransferDecoding.Decode(RawBody, encoding, out var broken);
        NoteDecoded(encoding, broken);
        return bytes;
    }

    /// <summary>The same into memory of the caller's, such as a buffer that serves for many parts, or a pipe.</summary>
    public void DecodeTo(IBufferWriter<byte> target)
    {
        var encoding = Encoding;
        TransferDecoding.Decode(RawBody.Span, encoding, target, out var broken);
        NoteDecoded(encoding, broken);
    }

    /// <summary>The body as text with lines that end in \n, format=flowed joined (RFC 3676); U+FFFD stands for what is no text.</summary>
    public string Text()
    {
        var text = Charset.DecodeLines(Decode().Span, ContentType.Parameter("charset"));
        var flowed = ContentType.Is("text/plain") && "flowed".Equals(ContentType.Parameter("format"), StringComparison.OrdinalIgnoreCase);
        return flowed ? FlowedText.Unwrap(text, "yes".Equals(ContentType.Parameter("delsp"), StringComparison.OrdinalIgnoreCase)) : text;
    }

    /// <summary>Everything below that has nothing inside, or this entity itself; in the order of the mail.</summary>
    public IEnumerable<MimeEntity> Leaves()
    {
        var open = new Stack<MimeEntity>([this]);
        while (open.TryPop(out var entity))
        {
            if (entity.Children.Count == 0)
                yield return entity;
            for (var i = entity.Children.Count - 1; i >= 0; i--)
                open.Push(entity.Children[i]);
        }
    }

    private void NoteDecoded(TransferEncoding encoding, bool broken)
    {
        if (!decoded && broken)
            Note("a transfer encoding with invalid characters");
        if (!decoded && encoding == TransferEncoding.Unknown)
            Note("an unknown transfer encoding");
        decoded = true;
    }

    private void Note(string defect) => (defects ??= []).Add(defect);

    private DispositionField ReadDisposition()
    {
        var value = Headers.First("Content-Disposition")?.Value ?? "";
        var (kind, _, rest) = MediaTypeCursor.Read(value);
        return new DispositionField(kind, ParameterList.Parse(value.AsSpan(rest), limits.MaxParameters));
    }

    private MimeEntity[] FindChildren()
    {
        var isMessage = ContentType is { Type: "message", Subtype: "rfc822" or "global" };
        if (!IsMultipart && !isMessage)
            return [];
        if (depth >= limits.MaxDepth)
        {
            Note("deeper nesting than the limit");
            return [];
        }

        return isMessage ? EnclosedMessage() : Parts();
    }

    private MimeEntity[] EnclosedMessage()
    {
        if (!budget.TryTake())
        {
            Note("more parts than the limit");
            return [];
        }

        return [Child(Decode(), null)];
    }

    private MimeEntity[] Parts()
    {
        var boundary = (ContentType.RawParameter("boundary") ?? "").TrimEnd(' ');
        if (boundary.Length == 0)
        {
            Note("a multipart without a boundary");
            return [];
        }

        var body = RawBody;
        var split = Split(body, boundary);
        if (split.Parts.Count == 0 && Encoding is TransferEncoding.Base64 or TransferEncoding.QuotedPrintable)
        {
            // Forbidden (RFC 2045, 6.4), but some gateways encode the multipart as a whole.
            body = Decode();
            split = Split(body, boundary);
        }

        NoteDefects(split);
        var partType = ContentType.Subtype == "digest" ? "message/rfc822" : null;
        // There are no more of them than the budget has left.
        var children = new MimeEntity[split.Parts.Count];
        for (var i = 0; i < children.Length && budget.TryTake(); i++)
            children[i] = Child(body[split.Parts[i]], partType);
        return children;
    }

    private MultipartBody Split(ReadOnlyMemory<byte> body, string boundary) =>
        MultipartBody.Split(body.Span, System.Text.Encoding.UTF8.GetBytes(boundary), budget.Left);

    private void NoteDefects(MultipartBody split)
    {
        if (split.Parts.Count == 0)
            Note("a multipart without parts");
        else if (split.IsCut)
            Note("more parts than the limit");
        else if (!split.IsClosed)
            Note("a multipart without its final boundary");
    }

    private MimeEntity Child(ReadOnlyMemory<byte> bytes, string? partType) => new(bytes, limits, budget, depth + 1, partType);

    private sealed record DispositionField(string Kind, ParameterList Parameters);
}
