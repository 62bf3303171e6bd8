using System.Buffers;

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
    /// <summary>Letters of the longest name that we know, and more.</summary>
    private const int MaxName = 32;

    public static TransferEncoding Read(string? value)
    {
        var end = value.AsSpan().IndexOfAny(';', '(');
        Span<char> letters = stackalloc char[MaxName];
        var length = 0;
        foreach (var c in end < 0 ? value : value.AsSpan(0, end))
        {
            if (!char.IsAsciiLetterOrDigit(c))
                continue;
            if (length == MaxName)
                return TransferEncoding.Unknown;
            letters[length++] = char.ToLowerInvariant(c);
        }

        return letters[..length] switch
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

    /// <summary>The same into memory of the caller's.</summary>
    public static void Decode(ReadOnlySpan<byte> body, TransferEncoding encoding, IBufferWriter<byte> target, out bool broken)
    {
        broken = false;
        switch (encoding)
        {
            case TransferEncoding.Base64:
                target.Advance(Base64Body.Decode(body, target.GetSpan(Base64Body.MaxDecodedLength(body.Length)), out broken));
                break;
            case TransferEncoding.QuotedPrintable:
                target.Advance(QuotedPrintable.Decode(body, target.GetSpan(body.Length), out broken));
                break;
            case TransferEncoding.Uuencode:
                target.Write(UuBody.Decode(body, out broken).Span);
                break;
            default:
                target.Write(body);
                break;
        }
    }
}
