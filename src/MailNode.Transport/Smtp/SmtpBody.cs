namespace MailNode.Transport.Smtp;

/// <summary>
/// A message as DATA wants it: every line ends in CRLF, a lone CR or LF too, a dot at the beginning of a line is doubled,
/// and the last line is a dot (RFC 5321, section 4.5.2). No line of the message can thus end the mail and begin a command.
/// </summary>
internal static class SmtpBody
{
    public static byte[] Stuff(ReadOnlySpan<byte> message)
    {
        var body = new MemoryStream(message.Length + (message.Length / 40) + 16);
        while (!message.IsEmpty)
        {
            var end = message.IndexOfAny((byte)'\r', (byte)'\n');
            var line = end < 0 ? message : message[..end];
            if (line.StartsWith("."u8))
                body.WriteByte((byte)'.');
            body.Write(line);
            body.Write("\r\n"u8);
            message = end < 0 ? default : message[(end + LineEnd(message[end..]))..];
        }
        body.Write(".\r\n"u8);
        return body.ToArray();
    }

    private static int LineEnd(ReadOnlySpan<byte> rest) => rest.StartsWith("\r\n"u8) ? 2 : 1;
}
