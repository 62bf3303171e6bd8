namespace MailNode.Transport.Sasl;

/// <summary>A login name inside a message whose fields are parted by commas (RFC 5801, section 4, and RFC 5802, section 5.1).</summary>
internal static class SaslName
{
    public static string Escape(string name) =>
        name.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);
}
