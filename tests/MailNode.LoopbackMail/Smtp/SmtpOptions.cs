namespace MailNode.LoopbackMail.Smtp;

/// <summary>What may follow MAIL FROM and RCPT TO, each only with the extension that it belongs to.</summary>
internal static class SmtpOptions
{
    private const string Unknown = "555 5.5.4 Unknown option";
    private const string Wrong = "501 5.5.4 Cannot understand this option";

    private static readonly string[] Occasions = ["SUCCESS", "FAILURE", "DELAY"];

    /// <summary>The reply to an option of MAIL that is not taken; null for one that is.</summary>
    public static string? RefuseOfMail(LoopbackOptions options, string option)
    {
        var (name, value) = Split(option);
        return name switch
        {
            "SIZE" when options.Can("SIZE") => long.TryParse(value, out var size) && size <= options.MaxSize ? null : "552 5.3.4 Too large",
            "BODY" when options.Can("8BITMIME") => value.ToUpperInvariant() is "7BIT" or "8BITMIME" ? null : Wrong,
            "SMTPUTF8" when options.Can("SMTPUTF8") => value.Length == 0 ? null : Wrong,
            "RET" when options.Can("DSN") => value.ToUpperInvariant() is "FULL" or "HDRS" ? null : Wrong,
            "ENVID" when options.Can("DSN") => IsXtext(value) && value.Length is > 0 and <= 100 ? null : Wrong,
            "AUTH" => null,
            _ => Unknown,
        };
    }

    /// <summary>The same for RCPT.</summary>
    public static string? RefuseOfRecipient(LoopbackOptions options, string option)
    {
        var (name, value) = Split(option);
        return name switch
        {
            "NOTIFY" when options.Can("DSN") => IsNotify(value.ToUpperInvariant()) ? null : Wrong,
            "ORCPT" when options.Can("DSN") => value.Split(';', 2) is [{ Length: > 0 }, { Length: > 0 } address] && IsXtext(address) ? null : Wrong,
            _ => Unknown,
        };
    }

    private static (string Name, string Value) Split(string option) =>
        option.Split('=', 2) is [var name, var value] ? (name.ToUpperInvariant(), value) : (option.ToUpperInvariant(), "");

    private static bool IsNotify(string value) => value == "NEVER" || value.Split(',').All(Occasions.Contains);

    /// <summary>Printable, with + only before two hexadecimal digits (RFC 3461, section 4).</summary>
    private static bool IsXtext(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is <= ' ' or > '~' or '=')
                return false;
            if (text[i] == '+' && !(i + 2 < text.Length && char.IsAsciiHexDigitUpper(text[i + 1]) && char.IsAsciiHexDigitUpper(text[i + 2])))
                return false;
        }
        return true;
    }
}
