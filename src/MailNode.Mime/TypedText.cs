using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MailNode.Mime;

/// <summary>Values such as "rfc822; ann@example.org" or "smtp; 550 no such user" (RFC 3464, 2.1.2).</summary>
internal static partial class TypedText
{
    private const int MaxType = 64;

    /// <summary>The type is "" where none was written.</summary>
    public static (string Type, string Text) Of(string value)
    {
        var semicolon = value.IndexOf(';', StringComparison.Ordinal);
        return semicolon is > 0 and <= MaxType && TypeName.IsMatch(value.AsSpan(0, semicolon))
            ? (value[..semicolon].Trim(), value[(semicolon + 1)..].Trim())
            : ("", value.TrimStart(';').Trim());
    }

    /// <summary>The address without type, brackets, comment and xtext (RFC 3461, 4; RFC 6533, 3); null if there is none.</summary>
    public static string? Address(string? value)
    {
        if (value is null)
            return null;
        var (type, text) = Of(value);
        if (AddressList.Parse(text, 1) is [var address])
            text = address.Email.ToString();
        text = text.Trim('<', '>', ' ');
        if (type.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            text = Embedded.Replace(text, one => Decoded(one.Groups[1].Value));
        return text.Length == 0 ? null : text;
    }

    private static string Decoded(string digits) =>
        Rune.TryCreate(int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), out var rune) ? rune.ToString() : "\uFFFD";

    // A slash for the modes of a disposition, "manual-action/MDN-sent-manually" (RFC 8098, 3.2.6).
    [GeneratedRegex(@"^\s*[\w./-]+\s*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TypeName { get; }

    [GeneratedRegex(@"\\x\{([0-9A-Fa-f]{2,6})\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Embedded { get; }
}
