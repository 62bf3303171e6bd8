namespace MailNode.Transport.Wire;

/// <summary>What an SMTP reply looks like from afar: three digits and a space, a hyphen or nothing.</summary>
internal static class SmtpLine
{
    public static bool IsReply(ReadOnlySpan<byte> line) =>
        line.Length >= 3 && !line[..3].ContainsAnyExceptInRange((byte)'0', (byte)'9') && (line.Length == 3 || line[3] is (byte)' ' or (byte)'-');
}
