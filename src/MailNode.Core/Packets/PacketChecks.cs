using System.Buffers;
using System.Globalization;
using System.Text;

namespace MailNode.Core.Packets;

/// <summary>What must hold within one packet, whatever else is known: sizes, and the fields its type needs.</summary>
internal static class PacketChecks
{
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>The first rule that the packet breaks, in words; null when it keeps them all.</summary>
    public static string? Fault(PacketJson json, Body body)
    {
        if (json.Type.Length is 0 or > 100) return "type is empty or too long";
        if (json.Rev < 0) return "rev is negative";
        if (json.Origin is { Length: > PacketLimits.Word }) return "origin is too long";
        if (json.Audience is { } audience && (audience.Kind.Length > 20 || audience.Label is { Length: > 100 })) return "audience is too long";
        return AttachmentFault(json.Attachments ?? []) ?? BodyFault(body) ?? PlaceFault(json);
    }

    private static string? AttachmentFault(IReadOnlyList<Attachment> attachments)
    {
        if (attachments.Count > PacketLimits.Attachments) return $"more than {PacketLimits.Attachments} attachments";
        return attachments.Any(one => one is null || !IsHash(one.Sha256) || one.Size < 0 || TooLong(one.Name) || TooLong(one.Type) || TooLong(one.Alt))
            ? "an attachment is not described properly"
            : null;
    }

    private static bool IsHash(string text) => text.Length == 64 && !text.AsSpan().ContainsAnyExcept(Hex);

    private static bool TooLong(string? word) => word is { Length: > PacketLimits.Word };

    private static string? BodyFault(Body body) => body switch
    {
        PostBody post when post.Text.Length > PacketLimits.Text => "the text is too long",
        CommentBody comment when comment.Text.Length > PacketLimits.Text => "the text is too long",
        EditBody edit when edit.Text.Length > PacketLimits.Text => "the text is too long",
        ReactionBody reaction when !IsOneSign(reaction.Emoji) => "the reaction is not one sign that can be seen",
        HelloBody { Certificate.Length: > PacketLimits.Certificate } or WelcomeBody { Certificate.Length: > PacketLimits.Certificate }
            or ProfileBody { Certificate.Length: > PacketLimits.Certificate } => "the certificate is too long",
        HelloBody hello when IsOdd(hello.Profile) => "the profile is not a profile",
        WelcomeBody welcome when IsOdd(welcome.Profile) => "the profile is not a profile",
        ProfileBody profile when IsOdd(profile.Profile) => "the profile is not a profile",
        ChainBody chain when chain.Chain.Length is 0 or > 100 || chain.From < 1 => "the chain is not a chain",
        RelayBody relay when TooLong(relay.Name) => "the name is too long",
        _ => null,
    };

    /// <summary>One sign as people see it, so that a reaction can be no sentence and steer no terminal.</summary>
    private static bool IsOneSign(string text) => text.Length is > 0 and <= 32
        && StringInfo.GetNextTextElementLength(text) == text.Length
        && text.EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));

    private static bool IsOdd(Profile profile) =>
        TooLong(profile.Name) || profile.Endpoints.Count > 20 || profile.Endpoints.Any(one => one is null || TooLong(one));

    /// <summary>Whatever lies in a thread says in which and on what; a post says whom it is for.</summary>
    private static string? PlaceFault(PacketJson json) => json.Type switch
    {
        PacketTypes.Comment or PacketTypes.Reaction or PacketTypes.Edit or PacketTypes.Delete or PacketTypes.Relay or PacketTypes.Media
            when json.About is null || json.Root is null => "about or root is missing",
        PacketTypes.Hello or PacketTypes.Welcome or PacketTypes.Profile or PacketTypes.Chain when json.Readers is null or { Count: 0 } => "readers are missing",
        _ => null,
    };
}
