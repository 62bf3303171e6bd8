using MailNode.Mime;

namespace MailNode.Core.Letters;

/// <summary>
/// The headers that a mail's sender protected with the rest of it (RFC 9788). Where there are any, those outside count for nothing:
/// a field that is only there was added by somebody else.
/// </summary>
public sealed class ProtectedHeaders
{
    private const string Outer = "HP-Outer";

    private readonly HeaderList fields;

    private ProtectedHeaders(HeaderList fields, HeaderProtection protection) => (this.fields, Protection) = (fields, protection);

    public HeaderProtection Protection { get; }

    public string? Subject => Text("Subject");

    public DateTimeOffset? Date => fields.Date;

    /// <summary>What a sender protected as the headers of this payload; null if that is not said.</summary>
    /// <param name="payload">What was signed, or decrypted and signed: of anything else nothing is protected.</param>
    public static ProtectedHeaders? Of(MimeEntity payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return ProtectionOf(payload.ContentType) is { } protection ? new ProtectedHeaders(payload.Headers, protection) : null;
    }

    /// <summary>The first such field for people to read; null if there is none.</summary>
    public string? Text(string name) => IsProtected(name) ? fields.Text(name) : null;

    /// <summary>The addresses of all such fields.</summary>
    public IReadOnlyList<Address> Addresses(string name) => IsProtected(name) ? fields.Addresses(name) : [];

    /// <summary>The ids in all such fields, without their angle brackets.</summary>
    public IReadOnlyList<string> MessageIds(string name) => IsProtected(name) ? fields.MessageIds(name) : [];

    /// <summary>
    /// Did the sender keep these fields from everybody on the way: was none of them, or another value, outside? By what HP-Outer says,
    /// not by what came (RFC 9788, section 4.3); so whoever answers must not write them outside either.
    /// </summary>
    public bool IsConfidential(string name)
    {
        if (Protection != HeaderProtection.Cipher || !IsProtected(name)) return false;
        var outside = Outside(name);
        return fields.All(name).Any(field => !outside.Contains(field.Value));
    }

    private HashSet<string> Outside(string name)
    {
        var outer = fields.All(Outer).Select(field => field.Value.Split(':', 2)).Where(pair => pair.Length == 2);
        return [.. outer.Where(pair => pair[0].Trim().Equals(name, StringComparison.OrdinalIgnoreCase)).Select(pair => pair[1].Trim())];
    }

    /// <summary>What describes the payload's own form is no header of the mail (RFC 9787, section 1.1.1).</summary>
    private static bool IsProtected(string name) =>
        !name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("MIME-Version", StringComparison.OrdinalIgnoreCase)
        && !name.Equals(Outer, StringComparison.OrdinalIgnoreCase);

    private static HeaderProtection? ProtectionOf(ContentType type) => (type.Parameter("hp"), type.Parameter("protected-headers")) switch
    {
        ({ } hp, _) when hp.Equals("cipher", StringComparison.OrdinalIgnoreCase) => HeaderProtection.Cipher,
        ({ } hp, _) when hp.Equals("clear", StringComparison.OrdinalIgnoreCase) => HeaderProtection.Clear,
        (_, { } draft) when draft.Equals("v1", StringComparison.OrdinalIgnoreCase) => HeaderProtection.Draft,
        _ => null,
    };
}

/// <summary>How the sender says to have protected headers.</summary>
public enum HeaderProtection
{
    /// <summary>Signed, all of them outside as well: hp="clear".</summary>
    Clear,

    /// <summary>Encrypted too, HP-Outer telling what is outside: hp="cipher".</summary>
    Cipher,

    /// <summary>By the draft before RFC 9788, protected-headers="v1", as Thunderbird, K-9 and Delta Chat have long written it.</summary>
    Draft,
}
