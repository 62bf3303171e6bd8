using System.Diagnostics.CodeAnalysis;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Core.Contacts;

/// <summary>
/// A link that names an OpenPGP key by its whole fingerprint: <c>OPENPGP4FPR:</c> and the digits, as OpenKeychain and others write it,
/// and the invites of Delta Chat, which tell besides whose it is.
/// </summary>
/// <param name="Fingerprint">Of the primary key.</param>
/// <param name="Address">Whose key it is, by the word of whoever made the link; null where it does not say.</param>
/// <param name="Name">The same person's name, fit to be shown; empty where the link has none.</param>
public sealed record FingerprintLink(Fingerprint Fingerprint, EmailAddress? Address, string Name)
{
    /// <summary>Written in capitals, so that a QR code of the link stays small.</summary>
    public const string Scheme = "OPENPGP4FPR:";

    private const int MaxLength = 4_000;

    /// <summary>What a link may begin with; in all of them the fingerprint comes next.</summary>
    private static readonly string[] Beginnings = [Scheme, "https://i.delta.chat/#", "https://i.delta.chat#"];

    /// <summary>Reads a link in any of its forms; white space in it, and brackets around it, do not matter.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FingerprintLink? link)
    {
        link = null;
        if (text.Length > MaxLength) return false;
        var bare = string.Concat(text.Where(c => !char.IsWhiteSpace(c))).Trim('<', '>', '"', '\'');
        if (Array.Find(Beginnings, one => bare.StartsWith(one, StringComparison.OrdinalIgnoreCase)) is not { } beginning) return false;
        var rest = bare[beginning.Length..];
        var end = rest.AsSpan().IndexOfAny('#', '&', '?');
        if (!Fingerprint.TryParse(end < 0 ? rest : rest[..end], out var fingerprint)) return false;
        var said = end < 0 ? "" : rest[(end + 1)..];
        var address = EmailAddress.TryParse(Value(said, "a="), out var email) ? email : default(EmailAddress?);
        link = new FingerprintLink(fingerprint, address, Value(said, "n=") is { Length: > 0 } name ? Text.DisplayName.Clean(name) : "");
        return true;
    }

    /// <summary>The link, which says nothing but the fingerprint.</summary>
    public static string To(Fingerprint fingerprint) => Scheme + fingerprint;

    private static string Value(string said, string key) =>
        Array.Find(said.Split('&'), pair => pair.StartsWith(key, StringComparison.Ordinal)) is { } pair
            ? Uri.UnescapeDataString(pair[key.Length..].Replace('+', key == "n=" ? ' ' : '+'))
            : "";
}
