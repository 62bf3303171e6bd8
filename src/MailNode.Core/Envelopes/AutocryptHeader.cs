using System.Text;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Core.Envelopes;

/// <summary>The Autocrypt header of our own mail (Autocrypt Level 1, section 2.1).</summary>
public static class AutocryptHeader
{
    private const int Column = 70;

    public static string Write(EmailAddress address, Certificate certificate)
    {
        var key = Convert.ToBase64String(certificate.Minimal());
        var text = new StringBuilder($"addr={address}; prefer-encrypt=mutual; keydata=");
        // Spaces let the header fold; readers take white space out of keydata.
        for (var at = 0; at < key.Length; at += Column) text.Append(' ').Append(key, at, Math.Min(Column, key.Length - at));
        return text.ToString();
    }
}
