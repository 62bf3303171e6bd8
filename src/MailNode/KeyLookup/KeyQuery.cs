using System.Globalization;
using MailNode.Configuration;
using MailNode.Core.Contacts;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.KeyLookup;

/// <summary>Which key is looked for, and so which answers count.</summary>
internal abstract record KeyQuery
{
    private const int KeyIdDigits = 16;
    private const int ShortKeyIdDigits = 8;

    private KeyQuery() { }

    /// <summary>Keys with a user id of exactly this address.</summary>
    public sealed record ByAddress(EmailAddress Address) : KeyQuery;

    /// <summary>The one key that has this fingerprint, or has a subkey with it.</summary>
    /// <param name="Hint">Whose directory may have it; null: nobody knows.</param>
    public sealed record ByFingerprint(Fingerprint Fingerprint, EmailAddress? Hint) : KeyQuery;

    /// <summary>Keys with this key id, or with a subkey that has it: it can be several, and be made so on purpose.</summary>
    public sealed record ByKeyId(ulong KeyId) : KeyQuery;

    /// <summary>The address whose directory is asked.</summary>
    public EmailAddress? Whose => this switch
    {
        ByAddress(var address) => address,
        ByFingerprint(_, var hint) => hint,
        _ => null,
    };

    /// <exception cref="UserError">It is nothing that can be looked for.</exception>
    public static KeyQuery Parse(string text)
    {
        if (FingerprintLink.TryParse(text, out var link)) return new ByFingerprint(link.Fingerprint, link.Address);
        var digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        if (Fingerprint.TryParse(digits, out var fingerprint)) return new ByFingerprint(fingerprint, null);
        if (digits.Length == KeyIdDigits && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var keyId))
            return new ByKeyId(keyId);
        if (digits.Length == ShortKeyIdDigits && digits.All(char.IsAsciiHexDigit))
            throw new UserError("A key id of 8 digits names no key: anybody can make another one with it. Look for the whole fingerprint, or the address.", UserError.Usage);
        if (EmailAddress.TryParse(text, out var address)) return new ByAddress(address);
        throw new UserError(
            "That is neither a mail address nor a fingerprint (40 digits and letters from A to F), a key id (16 of them) or an OPENPGP4FPR: link.", UserError.Usage);
    }

    /// <summary>For people.</summary>
    public sealed override string ToString() => this switch
    {
        ByAddress(var address) => Printable.Line(address.ToString()),
        ByFingerprint(var fingerprint, _) => fingerprint.Grouped(),
        ByKeyId(var keyId) => keyId.ToString("X16", CultureInfo.InvariantCulture),
        _ => "",
    };
}
