namespace MailNode.Transport.Smtp;

/// <summary>Keeps addresses from saying more than an address: the one place where one is put into a command.</summary>
internal static class SmtpAddress
{
    /// <summary>RFC 5321, section 4.5.3.1: 64 before the @, 255 behind.</summary>
    private const int MaxLength = 320;

    /// <summary>No line end, no angle bracket, nothing invisible, an @ inside, and no space that is not in quotes.</summary>
    public static bool IsSafe(string address)
    {
        var at = address.LastIndexOf('@');
        return at > 0 && at < address.Length - 1 && address.Length <= MaxLength
            && !address.Any(sign => char.IsControl(sign) || sign is '<' or '>' or '\u2028' or '\u2029')
            && !HasBareSpace(address);
    }

    public static bool IsAscii(string address) => address.All(char.IsAscii);

    private static bool HasBareSpace(string address)
    {
        var quoted = false;
        for (var i = 0; i < address.Length; i++)
        {
            if (quoted && address[i] == '\\')
                i++;
            else if (address[i] == '"')
                quoted = !quoted;
            else if (!quoted && char.IsWhiteSpace(address[i]))
                return true;
        }
        return quoted;
    }
}
