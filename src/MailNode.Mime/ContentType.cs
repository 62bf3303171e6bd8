namespace MailNode.Mime;

/// <summary>What kind of thing a body is (RFC 2045, 5).</summary>
public sealed class ContentType
{
    private readonly ParameterList parameters;

    private ContentType(string type, string subtype, ParameterList parameters)
    {
        Type = type;
        Subtype = subtype;
        MediaType = type + "/" + subtype;
        this.parameters = parameters;
    }

    /// <summary>Lower case, such as "text".</summary>
    public string Type { get; }

    /// <summary>Lower case, such as "plain".</summary>
    public string Subtype { get; }

    /// <summary>Type and subtype, such as "text/plain".</summary>
    public string MediaType { get; }

    /// <summary>
    /// Reads a header's value. None is text/plain (RFC 2045, 5.2); without a subtype "text" is text/plain and "multipart"
    /// multipart/mixed; what makes no sense is application/octet-stream.
    /// </summary>
    public static ContentType Parse(string? value) => Parse(value, MimeLimits.Default);

    /// <summary>Whether this is the media type; case does not matter.</summary>
    public bool Is(string mediaType) => MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>A parameter's value, put together and decoded (RFC 2231); null if it is not there.</summary>
    public string? Parameter(string name) => parameters.Text(name);

    public override string ToString() => MediaType;

    internal static ContentType Parse(string? value, MimeLimits limits)
    {
        if (string.IsNullOrWhiteSpace(value))
            return new ContentType("text", "plain", ParameterList.Parse("", 0));
        var (type, subtype, rest) = MediaTypeCursor.Read(value);
        (type, subtype) = (type, subtype) switch
        {
            ("text", "") => ("text", "plain"),
            ("multipart", "") => ("multipart", "mixed"),
            ("", _) or (_, "") => ("application", "octet-stream"),
            var good => good,
        };
        return new ContentType(type, subtype, ParameterList.Parse(value.AsSpan(rest), limits.MaxParameters));
    }

    internal string? RawParameter(string name) => parameters.Raw(name);
}
