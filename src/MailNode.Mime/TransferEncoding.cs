namespace MailNode.Mime;

/// <summary>How a body was made fit for travel (RFC 2045, 6).</summary>
internal enum TransferEncoding
{
    /// <summary>7bit, 8bit, binary, or none named.</summary>
    Identity,
    Base64,
    QuotedPrintable,
    Uuencode,

    /// <summary>A name that we do not know; the bytes are given as they are.</summary>
    Unknown,
}

/// <summary>Reads the name of a transfer encoding, with the spellings that real mail has, and undoes it.</summary>
internal static class TransferDecoding
{
    public static TransferEncoding Read(string? value)
    {
        if (value is null)
            return TransferEncoding.Identity;
        var end = value.AsSpan().IndexOfAny(';', '(');
        var letters = string.Concat((end < 0 ? value : value[..end]).Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return letters switch
        {
            "" or "7bit" or "7bits" or "8bit" or "8bits" or "binary" or "plain" or "none" => TransferEncoding.Identity,
            "base64" => TransferEncoding.Base64,
            "quotedprintable" => TransferEncoding.QuotedPrintable,
            "xuuencode" or "uuencode" or "xuue" or "uue" => TransferEncoding.Uuencode,
            _ => TransferEncoding.Unknown,
        };
    }

    public static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> body, TransferEncoding encoding, out bool broken)
    {
        broken = false;
        return encoding switch
        {
            TransferEncoding.Base64 => Base64Body.Decode(body.Span, out broken),
            TransferEncoding.QuotedPrintable => QuotedPrintable.Decode(body.Span, out broken),
            TransferEncoding.Uuencode => UuBody.Decode(body.Span, out broken),
            _ => body,
        };
    }
}
