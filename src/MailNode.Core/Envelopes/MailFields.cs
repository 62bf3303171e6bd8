using MailNode.Mime;

namespace MailNode.Core.Envelopes;

/// <summary>
/// The header fields of a mail that we write: as they are meant, and as they stand outside where what they say is sealed. The one
/// place that protects headers (RFC 9788, section 5).
/// </summary>
public sealed record MailFields
{
    /// <summary>The subject that a sealed mail shows outside (RFC 9788, section 3.2.1, the baseline policy).</summary>
    public const string OuterSubject = "[...]";

    public required Address From { get; init; }

    /// <summary>Null where the same mail goes to several and must not say to whom.</summary>
    public IReadOnlyList<Address>? To { get; init; }

    public Address? ReplyTo { get; init; }

    public required string Subject { get; init; }

    public required DateTimeOffset Date { get; init; }

    /// <summary>Without angle brackets; null where it follows from what is sealed.</summary>
    public string? MessageId { get; init; }

    /// <summary>Message ids up to the thread's root, root first; the last one is answered.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Writes them before whatever else an entity says of itself.</summary>
    public MimeBuilder WriteTo(MimeBuilder entity)
    {
        entity.Header("From", From);
        if (To is not null) entity.Header("To", To);
        if (ReplyTo is not null) entity.Header("Reply-To", ReplyTo);
        entity.Header("Subject", Subject).Date(Date);
        if (MessageId is not null) entity.MessageId("Message-ID", MessageId);
        if (References.Count > 0) entity.MessageId("In-Reply-To", References[^1]).MessageId("References", References);
        return entity.Header("Auto-Submitted", "auto-generated");
    }

    /// <summary>
    /// The payload of a sealed mail, to be signed and encrypted: these fields in it, and for each of them what stands outside. Without
    /// a display of the headers in the text for programs that do not know of this (RFC 9788, section 5.2.2): what we write says in
    /// its text who wrote it and begins with what its subject is made of, and a copy of it would be quoted in every reply.
    /// </summary>
    /// <param name="outside">The fields of the mail around it.</param>
    public MimeBuilder Protect(MimeBuilder payload, MailFields outside)
    {
        WriteTo(payload);
        var inside = Written(this).Select(field => field.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var field in Written(outside).Where(field => inside.Contains(field.Name)))
            payload.WrittenHeader("HP-Outer", $"{field.Name}: {field.Value}");
        // Readers that came before RFC 9788 know the second one.
        return payload.ContentParameter("hp", "cipher").ContentParameter("protected-headers", "v1");
    }

    /// <summary>As they go out, encoded words and all.</summary>
    private static IEnumerable<HeaderField> Written(MailFields fields) =>
        HeaderList.Parse(fields.WriteTo(MimeBuilder.SevenBit("text/plain", default)).Write())
            .Where(field => !field.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase));
}
