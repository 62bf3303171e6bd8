using System.Globalization;
using System.Text;

namespace MailNode.LoopbackMail.Smtp;

/// <summary>DATA, up to the lone dot (RFC 5321, section 4.1.1.4), and BDAT, counted (RFC 3030).</summary>
internal static class SmtpData
{
    private const string NobodyYet = "554 5.5.1 No valid recipients";
    private const string NoMail = "503 5.5.1 MAIL comes first";

    /// <summary>Gives a reply, or "" when the reply was given already.</summary>
    public static async Task<string> TakeAsync(SmtpTalk talk)
    {
        if (talk.Mail is not { HasRecipients: true } mail)
            return talk.Mail is null ? NoMail : NobodyYet;
        if (mail.HasChunks)
            return "503 5.5.1 The rest must come by BDAT";
        await talk.SayAsync("354 Send it");
        var bytes = new MemoryStream();
        while (await talk.Wire.ReadLineAsync() is var line && line != ".")
        {
            // A line that begins with a dot was given another one on the way (RFC 5321, section 4.5.2).
            var text = line?.StartsWith('.') == true ? line[1..] : line ?? throw Wire.LineWire.Cut();
            if (bytes.Length <= talk.Post.Options.MaxSize)
                bytes.Write(Encoding.Latin1.GetBytes(text + "\r\n"));
        }
        return await FinishAsync(talk, mail, bytes);
    }

    public static async Task<string> TakeChunkAsync(SmtpTalk talk, string rest)
    {
        var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isLast = words.Length == 2 && words[1].Equals("LAST", StringComparison.OrdinalIgnoreCase);
        if (words.Length is not (1 or 2) || (words.Length == 2 && !isLast)
            || !long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            return "501 5.5.4 Cannot understand this";
        var chunk = await talk.Wire.ReadBytesAsync(length); // it comes, whatever becomes of it
        if (talk.Mail is not { HasRecipients: true } mail)
            return talk.Mail is null ? NoMail : NobodyYet;
        mail.HasChunks = true;
        if (mail.Chunks.Length <= talk.Post.Options.MaxSize)
            mail.Chunks.Write(chunk);
        return isLast ? await FinishAsync(talk, mail, mail.Chunks) : $"250 2.0.0 {length} bytes";
    }

    private static async Task<string> FinishAsync(SmtpTalk talk, SmtpMail mail, MemoryStream bytes)
    {
        talk.Mail = null;
        await talk.AnswerAsync(Misbehaviour.EndOfData, () => Task.FromResult(mail.Deliver(talk, bytes.ToArray())));
        return "";
    }
}
