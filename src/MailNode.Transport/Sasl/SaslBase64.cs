namespace MailNode.Transport.Sasl;

/// <summary>Base64 as logins use it: whole, without spaces.</summary>
internal static class SaslBase64
{
    /// <summary>Null when it is broken.</summary>
    public static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return !text.AsSpan().ContainsAny(" \t\r\n") && Convert.TryFromBase64String(text, bytes, out var count) ? bytes[..count] : null;
    }
}
