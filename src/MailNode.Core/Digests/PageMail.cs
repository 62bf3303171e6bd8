using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.Core.Text;
using MailNode.Mime;

namespace MailNode.Core.Digests;

/// <summary>A mail that the node puts into its own user's mailbox: a digest, or one message of the feed.</summary>
public sealed record PageMail
{
    private const string OuterName = "MailNode";

    public required Address From { get; init; }
    public required Address To { get; init; }
    public required string Subject { get; init; }
    public required DateTimeOffset Date { get; init; }
    public required string MessageId { get; init; }

    /// <summary>Message ids up to the thread's root, root first.</summary>
    public IReadOnlyList<string> References { get; init; } = [];
    public required string Html { get; init; }
    public required string Text { get; init; }

    /// <summary>Pictures that the HTML names by <c>cid:</c> and their hash.</summary>
    public IReadOnlyList<(Attachment Named, ReadOnlyMemory<byte> Bytes)> Pictures { get; init; } = [];

    /// <summary>Other files, attached.</summary>
    public IReadOnlyList<(Attachment Named, ReadOnlyMemory<byte> Bytes)> Files { get; init; } = [];

    /// <summary>A header that tells the node which rendering this is; null for mail that is written once.</summary>
    public (string Name, string Value)? Rendering { get; init; }

    /// <summary>Where the HTML of a mail finds a picture.</summary>
    public static string Cid(Attachment one) => $"cid:{ContentIdOf(one)}";

    private static string ContentIdOf(Attachment one) => $"{one.Sha256[..32]}@mailnode.invalid";

    private MailFields Fields => new()
    {
        From = From, To = [To], ReplyTo = To with { Name = From.Name }, Subject = Subject, Date = Date, MessageId = MessageId, References = References,
    };

    public byte[] Write() => Rendered(Fields.WriteTo(Body()));

    /// <summary>The same, sealed to the owner's own key, for OpenPGP mail clients; the subject is inside.</summary>
    public byte[] WriteSealed(Func<byte[], byte[]> seal)
    {
        // Who wrote it is inside: the provider need not learn who the user's friends are.
        var outside = Fields with { From = From with { Name = OuterName }, ReplyTo = To with { Name = OuterName }, Subject = MailFields.OuterSubject };
        return Rendered(outside.WriteTo(SealedMail.Encrypted(seal(Fields.Protect(Body(), outside).Write()))));
    }

    private byte[] Rendered(MimeBuilder mail) =>
        (Rendering is { } rendering ? mail.Header(rendering.Name, rendering.Value) : mail).WriteMessage();

    private MimeBuilder Body()
    {
        var html = MimeBuilder.Text("text/html", Html);
        if (Pictures.Count > 0) html = MimeBuilder.Multipart("related", [html, .. Pictures.Select(Picture)]);
        var body = MimeBuilder.Multipart("alternative", [MimeBuilder.Text("text/plain", Text), html]);
        return Files.Count == 0 ? body : MimeBuilder.Multipart("mixed", [body, .. Files.Select(File)]);
    }

    private static MimeBuilder Picture((Attachment Named, ReadOnlyMemory<byte> Bytes) one) =>
        MimeBuilder.Binary(one.Named.Type, one.Bytes, FileName.Clean(one.Named.Name, one.Named.Type), "inline", ContentIdOf(one.Named));

    private static MimeBuilder File((Attachment Named, ReadOnlyMemory<byte> Bytes) one) =>
        MimeBuilder.Binary("application/octet-stream", one.Bytes, FileName.Clean(one.Named.Name, one.Named.Type));
}
