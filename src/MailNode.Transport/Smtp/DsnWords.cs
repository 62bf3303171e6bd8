using System.Text;

namespace MailNode.Transport.Smtp;

/// <summary>The parameters of MAIL and RCPT that ask for reports (RFC 3461), each with a space before it.</summary>
internal static class DsnWords
{
    private const int LongestEnvelopeId = 100;

    private const int LongestRecipient = 500;

    /// <summary>Our mistakes are noticed before anything is said: an id that cannot travel, NEVER beside something else.</summary>
    public static void Check(SendOptions options)
    {
        if (options.EnvelopeId.Length > LongestEnvelopeId || options.EnvelopeId.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new ArgumentException($"An envelope id has at most {LongestEnvelopeId} printable ASCII characters.", nameof(options));
        if (options.Notify.HasFlag(ReportWhen.Never) && options.Notify != ReportWhen.Never)
            throw new ArgumentException("A report that is never wanted cannot be wanted on other occasions.", nameof(options));
    }

    /// <summary>For MAIL (sections 4.3 and 4.4).</summary>
    public static string OfMail(SendOptions options)
    {
        var part = options.Return switch
        {
            ReturnedPart.Full => " RET=FULL",
            ReturnedPart.Headers => " RET=HDRS",
            _ => "",
        };
        return options.EnvelopeId.Length > 0 ? $"{part} ENVID={XText(options.EnvelopeId)}" : part;
    }

    /// <summary>For RCPT (sections 4.1 and 4.2).</summary>
    public static string OfRecipient(SendOptions options, string recipient)
    {
        if (options == SendOptions.None)
            return "";
        var original = SmtpAddress.IsAscii(recipient) ? XText(recipient) : "";
        var words = original.Length is > 0 and <= LongestRecipient ? $" ORCPT=rfc822;{original}" : "";
        return options.Notify == ReportWhen.Default ? words : $" NOTIFY={When(options.Notify)}{words}";
    }

    private static string When(ReportWhen when) => when == ReportWhen.Never ? "NEVER" : string.Join(',', new[]
    {
        when.HasFlag(ReportWhen.Success) ? "SUCCESS" : "",
        when.HasFlag(ReportWhen.Failure) ? "FAILURE" : "",
        when.HasFlag(ReportWhen.Delay) ? "DELAY" : "",
    }.Where(word => word.Length > 0));

    /// <summary>Visible ASCII as it is, all else and the two special signs as +HH (section 4).</summary>
    private static string XText(string text)
    {
        var written = new StringBuilder(text.Length);
        foreach (var sign in text)
        {
            if (sign is > ' ' and <= '~' and not ('+' or '='))
                written.Append(sign);
            else
                written.Append('+').Append(((int)sign).ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return written.ToString();
    }
}
