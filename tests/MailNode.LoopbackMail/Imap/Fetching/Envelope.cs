namespace MailNode.LoopbackMail.Imap.Fetching;

/// <summary>ENVELOPE (RFC 9051, section 7.5.2). Encoded words stay as they are: the client decodes them.</summary>
internal static class Envelope
{
    public static string Write(HeaderText header)
    {
        var from = Addresses(header, "From");
        string[] parts =
        [
            Text.QuoteOrNil(header["Date"]), Text.QuoteOrNil(header["Subject"]), from,
            header["Sender"] is null ? from : Addresses(header, "Sender"), header["Reply-To"] is null ? from : Addresses(header, "Reply-To"),
            Addresses(header, "To"), Addresses(header, "Cc"), Addresses(header, "Bcc"),
            Text.QuoteOrNil(header["In-Reply-To"]), Text.QuoteOrNil(header["Message-ID"]),
        ];
        return $"({string.Join(' ', parts)})";
    }

    private static string Addresses(HeaderText header, string name)
    {
        var all = string.Concat(header.All(name).SelectMany(MailboxCursor.Read).Select(entry => entry.Written()));
        return all.Length > 0 ? $"({all})" : "NIL";
    }
}
