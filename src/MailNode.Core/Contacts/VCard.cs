using System.Diagnostics.CodeAnalysis;
using System.Text;
using MailNode.Mime;

namespace MailNode.Core.Contacts;

/// <summary>
/// A person as address books hand them around, with what matters here: their OpenPGP key, and an invite. Written as version 4.0
/// (RFC 6350), read in the versions that telephones still write.
/// </summary>
/// <param name="Name">Fit to be shown; empty where the card has none.</param>
/// <param name="Address">The first mail address; null where there is none.</param>
/// <param name="Keys">OpenPGP keys, binary or armored, not checked in any way; keys that the card only points to are not among them.</param>
/// <param name="Invite">A link that begins with <c>mailnode:</c>, not checked; null where there is none.</param>
public sealed record VCard(string Name, EmailAddress? Address, IReadOnlyList<ReadOnlyMemory<byte>> Keys, string? Invite)
{
    /// <summary>Bytes of a file that is read; a photo fits into it.</summary>
    public const int MaxBytes = 4 << 20;

    private const int MaxKeys = 16;
    private const int LineOctets = 75;
    private const string Begin = "BEGIN:VCARD";

    /// <summary>Whether a file begins as vCards do; it may be damaged all the same.</summary>
    public static bool IsOne(ReadOnlySpan<byte> file)
    {
        var start = WithoutMark(file).TrimStart(" \t\r\n"u8);
        return start.Length >= Begin.Length && Ascii.EqualsIgnoreCase(start[..Begin.Length], Encoding.ASCII.GetBytes(Begin));
    }

    /// <summary>Reads a file with one card in it; false with what is wrong and what to do about it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> file, [NotNullWhen(true)] out VCard? card, out string reason)
    {
        card = null;
        reason = "This is no vCard: it must begin with \"BEGIN:VCARD\".";
        if (!IsOne(file)) return false;
        reason = "This vCard is larger than any that the node reads. Export it without the picture.";
        if (file.Length > MaxBytes) return false;
        var properties = VCardProperty.ReadAll(Encoding.UTF8.GetString(WithoutMark(file))).ToList();
        reason = "There is more than one person in this file. Export only the one that is meant.";
        if (properties.Count(one => one.Name == "BEGIN") > 1) return false;
        reason = "";
        card = new VCard(NameIn(properties), AddressIn(properties), KeysIn(properties), InviteIn(properties));
        return true;
    }

    /// <summary>The card as version 4.0, in lines of at most 75 octets that end in CRLF.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        Add(text, Begin);
        Add(text, "VERSION:4.0");
        Add(text, "FN:" + Escaped(Name.Length > 0 ? Name : Address.ToString() ?? ""));
        if (Address is { } address) Add(text, "EMAIL:" + Escaped(address.ToString()));
        if (Invite is not null) Add(text, "URL:" + Invite);
        foreach (var key in Keys) Add(text, "KEY:data:application/pgp-keys;base64," + Convert.ToBase64String(key.Span));
        Add(text, "END:VCARD");
        return text.ToString();
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> file) => file.StartsWith("\uFEFF"u8) ? file[3..] : file;

    private static string NameIn(List<VCardProperty> properties)
    {
        var name = properties.Find(one => one.Name == "FN")?.Text ?? properties.Find(one => one.Name == "N")?.Text.Replace(';', ' ') ?? "";
        return name.Length == 0 ? "" : Text.DisplayName.Clean(name);
    }

    private static EmailAddress? AddressIn(List<VCardProperty> properties)
    {
        foreach (var property in properties.Where(one => one.Name == "EMAIL"))
        {
            if (EmailAddress.TryParse(property.Text, out var address)) return address;
        }
        return null;
    }

    private static List<ReadOnlyMemory<byte>> KeysIn(List<VCardProperty> properties) =>
    [
        .. properties.Where(one => one.Name == "KEY").Take(MaxKeys).Select(one => one.KeyBytes()).OfType<byte[]>().Select(bytes => new ReadOnlyMemory<byte>(bytes)),
    ];

    /// <summary>In whatever property it stands: address books move links between URL, IMPP and ones of their own.</summary>
    private static string? InviteIn(List<VCardProperty> properties) =>
        properties.Where(one => one.Name != "KEY").Select(one => one.Text.Trim())
            .FirstOrDefault(text => text.StartsWith(Contacts.Invite.Scheme, StringComparison.OrdinalIgnoreCase));

    private static string Escaped(string value) => string.Concat(value.Select(c => c switch
    {
        '\\' or ',' or ';' => "\\" + c,
        '\n' => "\\n",
        _ when char.IsControl(c) => "",
        _ => c.ToString(),
    }));

    /// <summary>Folds between characters, never within the octets of one (RFC 6350, section 3.2).</summary>
    private static void Add(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LineOctets)
            {
                text.Append("\r\n ");
                octets = 1;
            }
            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
    }
}
