using System.Text;
using MailNode.Core.Letters;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Core.Envelopes;

/// <summary>
/// A key in a mail's header, for whoever answers it (Autocrypt Level 1, sections 2 and 4). Nobody vouches for it: it may introduce
/// somebody of whom no key is known, and never takes the place of one that people have compared or a contact is known by.
/// </summary>
/// <param name="Address">Whose key the mail says it is.</param>
/// <param name="PrefersEncryption">The owner wants mail encrypted whenever both sides do.</param>
public sealed record AutocryptHeader(EmailAddress Address, Certificate Certificate, bool PrefersEncryption)
{
    /// <summary>Bytes of a key in base64; the standard wants readers to take 10 kB.</summary>
    public const int MaxKeyText = 64 * 1024;

    private const string Name = "Autocrypt", GossipName = "Autocrypt-Gossip";
    private const int Column = 70, MaxHeaders = 20, MaxGossip = 100;

    /// <summary>The value of the header of our own mail.</summary>
    public static string Write(EmailAddress address, Certificate certificate) => $"addr={address}; prefer-encrypt=mutual; {KeyData(certificate)}";

    /// <summary>The value of a header by which readers of one sealed mail get to know each other's keys: only ever inside the seal.</summary>
    public static string WriteGossip(EmailAddress address, Certificate certificate) => $"addr={address}; {KeyData(certificate)}";

    /// <summary>
    /// The sender's key; null without one, or with several, or with one that is not for the only address in From. Mail that reports on
    /// other mail has none (section 2.3).
    /// </summary>
    public static AutocryptHeader? Read(MimeEntity mail, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(mail);
        if (mail.ContentType.Is("multipart/report") || mail.Headers.Addresses("From") is not [var from]) return null;
        var fields = mail.Headers.All(Name).Take(MaxHeaders + 1).ToList();
        if (fields.Count > MaxHeaders) return null;
        return fields.Select(field => Parse(field.Value, now)).OfType<AutocryptHeader>().Where(one => one.Address == from.Email).Take(2).ToList() is [var only]
            ? only
            : null;
    }

    /// <summary>
    /// The keys that the sender tells of the others who got this mail: only from inside an encrypted letter, and only for addresses to
    /// which it went (section 4.3). An address with two keys has none.
    /// </summary>
    /// <param name="mail">The mail around the letter.</param>
    public static IReadOnlyList<AutocryptHeader> ReadGossip(LetterReading.Genuine letter, MimeEntity mail, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(letter);
        ArgumentNullException.ThrowIfNull(mail);
        if (!letter.Envelope.IsEncrypted) return [];
        var readers = ReadersOf(letter.Headers, mail);
        var told = letter.Payload.Headers.All(GossipName).Take(MaxGossip).Select(field => Parse(field.Value, now)).OfType<AutocryptHeader>();
        return [.. told.Where(one => readers.Contains(one.Address)).GroupBy(one => one.Address).Where(IsOneKey).Select(same => same.First() with { PrefersEncryption = false })];
    }

    private static HashSet<EmailAddress> ReadersOf(ProtectedHeaders? inside, MimeEntity mail)
    {
        string[] names = ["To", "Cc"];
        List<Address> readers = [.. names.SelectMany(name => inside?.Addresses(name) ?? [])];
        if (readers.Count == 0 && inside is null or { Protection: HeaderProtection.Draft }) readers = [.. names.SelectMany(mail.Headers.Addresses)];
        return [.. readers.Select(one => one.Email)];
    }

    private static bool IsOneKey(IEnumerable<AutocryptHeader> same) => same.Select(one => one.Certificate.Fingerprint).Distinct().Count() == 1;

    /// <summary>Attributes of which the standard knows nothing make a header invalid, unless their name begins with '_' (section 2.1).</summary>
    private static AutocryptHeader? Parse(string value, DateTimeOffset now)
    {
        var (address, key, prefers) = (default(string), default(string), false);
        foreach (var attribute in value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, text) = attribute.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (attribute[..at].TrimEnd(), attribute[(at + 1)..].Trim()) : (attribute, "");
            switch (name)
            {
                case "addr" when address is null: address = text; break;
                case "keydata" when key is null: key = text; break;
                case "prefer-encrypt": prefers = text == "mutual"; break;
                case ['_', ..]: break;
                default: return null;
            }
        }
        return key is { Length: > 0 and <= MaxKeyText } && EmailAddress.TryParse(address, out var email) && CertificateIn(key, now) is { } certificate
            ? new AutocryptHeader(email, certificate, prefers)
            : null;
    }

    private static Certificate? CertificateIn(string text, DateTimeOffset now) =>
        Envelope.TryBase64(text, out var bytes) && Certificate.TryParse(bytes, now, out var certificate, out _) && certificate.CanEncrypt ? certificate : null;

    private static string KeyData(Certificate certificate)
    {
        var key = Convert.ToBase64String(certificate.Minimal());
        var text = new StringBuilder("keydata=");
        // Spaces let the header fold; readers take white space out of keydata.
        for (var at = 0; at < key.Length; at += Column) text.Append(' ').Append(key, at, Math.Min(Column, key.Length - at));
        return text.ToString();
    }
}
