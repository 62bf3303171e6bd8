namespace MailNode.Mime;

/// <summary>What kind of thing a body is (RFC 2045, 5).</summary>
public sealed class ContentType
{
    private readonly string value;
    private readonly int parametersAt;
    private readonly int maxParameters;

    private ContentType(string type, string subtype, string value, int parametersAt, int maxParameters)
    {
        Type = type;
        Subtype = subtype;
        this.value = value;
        this.parametersAt = parametersAt;
        this.maxParameters = maxParameters;
    }

    /// <summary>Lower case, such as "text".</summary>
    public string Type { get; }

    /// <summary>Lower case, such as "plain".</summary>
    public string Subtype { get; }

    /// <summary>Type and subtype, such as "text/plain".</summary>
    public string MediaType => field ??= Type + "/" + Subtype;

    private ParameterList Parameters => field ??= ParameterList.Parse(value.AsSpan(parametersAt), maxParameters);

    /// <summary>
    /// Reads a header's value. None is text/plain (RFC 2045, 5.2); without a subtype "text" is text/plain and "multipart"
    /// multipart/mixed; what makes no sense is application/octet-stream.
    /// </summary>
    public static ContentType Parse(string? value) => Parse(value, MimeLimits.Default);

    /// <summary>Whether this is the media type; case does not matter.</summary>
    public bool Is(string mediaType) => MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>A parameter's value, put together and decoded (RFC 2231); null if it is not there.</summary>
    public string? Parameter(string name) => Parameters.Text(name);

    public override string ToString() => MediaType;

    internal static ContentType Parse(string? value, MimeLimits limits)
    {
        if (string.IsNullOrWhiteSpace(value))
            return new ContentType("text", "plain", "", 0, 0);
        var (type, subtype, rest) = MediaTypeCursor.Read(value);
        (type, subtype) = (type, subtype) switch
        {
            ("text", "") => ("text", "plain"),
            ("multipart", "") => ("multipart", "mixed"),
            ("", _) or (_, "") => ("application", "octet-stream"),
            var good => good,
        };
        return new ContentType(type, subtype, value, rest, limits.MaxParameters);
    }

    internal string? RawParameter(string name) => Parameters.Raw(name);
}
