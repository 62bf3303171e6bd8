using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Core.Contacts;

/// <summary>What one person hands to another so that their nodes can meet: <c>mailnode:ana@example.org?key=…&amp;token=…&amp;name=…</c>.</summary>
/// <param name="Token">Single-use; says that the hello which carries it comes by leave.</param>
public sealed record Invite(EmailAddress Address, Certificate Certificate, string Token, string Name)
{
    public const string Scheme = "mailnode:";

    /// <summary>How long an invite is open.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private const int MaxLength = 20_000;
    private const int TokenRandomBytes = 15;

    /// <summary>A new token: 120 random bits, and two bytes of their hash so that a slip of the pen is noticed at once.</summary>
    public static string NewToken()
    {
        var random = RandomNumberGenerator.GetBytes(TokenRandomBytes);
        return Packets.Base32.Encode([.. random, .. Check(random)]);
    }

    private static byte[] Check(ReadOnlySpan<byte> random) => SHA256.HashData(random)[..2];

    private static bool IsToken(string text) =>
        Packets.Base32.TryDecode(text, out var bytes) && bytes.Length == TokenRandomBytes + 2
        && bytes.AsSpan(TokenRandomBytes).SequenceEqual(Check(bytes.AsSpan(0, TokenRandomBytes)));

    public string ToLink() =>
        $"{Scheme}{Escaped(Address)}?key={Base64Url(Certificate.Minimal())}&token={Token}&name={Uri.EscapeDataString(Name)}";

    /// <summary>An address may hold characters that mean something else in a link; the usual ones stay readable.</summary>
    private static string Escaped(EmailAddress address) => Uri.EscapeDataString(address.ToString())
        .Replace("%40", "@", StringComparison.Ordinal).Replace("%2B", "+", StringComparison.Ordinal);

    /// <summary>False with what is wrong and what to do about it.</summary>
    public static bool TryParse(string link, DateTimeOffset now, [NotNullWhen(true)] out Invite? invite, out string reason)
    {
        invite = null;
        // Mail clients and chats break long links and wrap them in brackets.
        link = string.Concat(link.Where(c => !char.IsWhiteSpace(c))).Trim('<', '>', '"', '\'');
        reason = "This is no invite: it must begin with \"mailnode:\". Copy the whole link that your friend sent.";
        if (link.Length > MaxLength || !link.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var (address, query) = Split(link[Scheme.Length..], '?');
        reason = "The address in this invite is not a mail address. Copy the whole link that your friend sent.";
        if (!EmailAddress.TryParse(Uri.UnescapeDataString(address), out var email)) return false;
        var values = query.Split('&').Select(pair => Split(pair, '=')).DistinctBy(pair => pair.Head).ToDictionary(pair => pair.Head, pair => pair.Tail);
        reason = "The key in this invite is damaged: a part of the link is missing or mistyped. Copy the whole link again, or ask for a new one.";
        if (!TryBytes(values.GetValueOrDefault("key", ""), out var key) || !Certificate.TryParse(key, now, out var certificate, out _)) return false;
        reason = "The key in this invite is of a version that this protocol does not know people by. Ask for an invite with a version 4 key.";
        if (certificate.Fingerprint.Version != 4) return false;
        reason = "The token in this invite is missing or mistyped. Copy the whole link again, or ask for a new one.";
        var token = values.GetValueOrDefault("token", "");
        if (!IsToken(token)) return false;
        reason = $"The key in this invite is not the key of {email}. Copy the whole link again, or ask for a new one.";
        if (AddressOf(certificate) is { } named && named != email) return false;
        invite = new Invite(email, certificate, token, Text.DisplayName.Clean(Uri.UnescapeDataString(values.GetValueOrDefault("name", ""))));
        reason = "";
        return true;
    }

    /// <summary>The address in the key's user id, where it has one: a slip in the link's address shows there.</summary>
    private static EmailAddress? AddressOf(Certificate certificate) =>
        AddressList.Parse(certificate.UserId) is [var only] ? only.Email : null;

    private static (string Head, string Tail) Split(string text, char at)
    {
        var place = text.IndexOf(at, StringComparison.Ordinal);
        return place < 0 ? (text, "") : (text[..place], text[(place + 1)..]);
    }

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static bool TryBytes(string text, out byte[] bytes)
    {
        bytes = [];
        try
        {
            bytes = System.Buffers.Text.Base64Url.DecodeFromChars(text);
            return bytes.Length > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
