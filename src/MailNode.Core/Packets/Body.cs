using System.Text.Json.Serialization;

namespace MailNode.Core.Packets;

/// <summary>What a packet says: a closed family, one record per type.</summary>
public abstract record Body
{
    private protected Body() { }
}

/// <summary>Who somebody is, as they say it themselves.</summary>
/// <param name="Endpoints">Where they are reached, in order of preference: <c>mailto:</c> URIs.</param>
public sealed record Profile(string Name, IReadOnlyList<string> Endpoints, IReadOnlyList<string> Versions, IReadOnlyList<string> Types);

/// <summary>Asks to be a contact; a token from an invite says by whose leave.</summary>
/// <param name="Certificate">Minimal certificate, base64.</param>
public sealed record HelloBody(Profile Profile, string Certificate, string? Token = null) : Body;

/// <summary>Completes a hello.</summary>
public sealed record WelcomeBody(Profile Profile, string Certificate) : Body;

/// <summary>Tells a friend what has changed about oneself: the name, the key's renewal or its end.</summary>
/// <param name="Certificate">Minimal certificate, base64; of the author's key, or it says nothing.</param>
public sealed record ProfileBody(Profile Profile, string Certificate) : Body;

/// <summary>Grants its readers a chain of the author's, from a sequence number on.</summary>
public sealed record ChainBody(string Chain, long From, Audience Audience) : Body;

/// <summary>The first packet of a thread.</summary>
/// <param name="Text">Plain text or the safe Markdown subset.</param>
/// <param name="Copies"><c>sealed</c> where the author wants no readable copy at the reader's provider.</param>
public sealed record PostBody(string Text, string? Copies = null) : Body;

/// <summary>An answer in a thread.</summary>
public sealed record CommentBody(string Text) : Body;

/// <summary>One emoji on a packet, on or off.</summary>
public sealed record ReactionBody(string Emoji, bool On = true) : Body;

/// <summary>Replaces the text of the author's own earlier packet.</summary>
public sealed record EditBody(string Text) : Body;

/// <summary>Takes a packet back; the thread's owner may also remove what others wrote below it.</summary>
public sealed record DeleteBody : Body;

/// <summary>Carries a packet of somebody else in the thread owner's chain, with its author's own signature.</summary>
/// <param name="Name">What the thread's owner calls the packet's author.</param>
/// <param name="Certificate">The author's minimal certificate, base64.</param>
/// <param name="Entity">The signed MIME entity, base64, unchanged.</param>
/// <param name="Signature">The OpenPGP signature over it, base64.</param>
public sealed record RelayBody(string Name, string Certificate, string Entity, string Signature) : Body;

/// <summary>Brings attachments that were too large to travel with what they belong to.</summary>
public sealed record MediaBody : Body;

/// <summary>What the user, or an invite of theirs, decided about a person.</summary>
/// <param name="How">See <see cref="ContactDecision"/>.</param>
public sealed record SelfContactBody(
    string Fingerprint, string Address, string Name, string Certificate, string How, string? Token = null) : Body;

/// <summary>
/// A certificate that came as a file. It decides nothing about the person. About our own fingerprint: our own key, as another
/// program renewed it or took it back.
/// </summary>
/// <param name="Certificate">Base64.</param>
public sealed record SelfKeyBody(string Fingerprint, string Address, string Name, string Certificate) : Body;

/// <summary>An invite that was handed out.</summary>
public sealed record SelfInviteBody(string Token, DateTimeOffset Expires) : Body;

/// <summary>Whether one person is in one of the user's groups.</summary>
public sealed record SelfGroupBody(string Name, string Member, bool On = true) : Body;

/// <summary>Written down before anything is sent: which packets go to whom.</summary>
public sealed record SelfSendingBody(IReadOnlyList<Sending> Sends) : Body;

/// <param name="Recipients">Fingerprints.</param>
/// <param name="Group">The user's own name of the audience, where it is a group.</param>
public sealed record Sending(string Packet, IReadOnlyList<string> Recipients, string? Group = null);

/// <summary>How sending went.</summary>
public sealed record SelfSentBody(IReadOnlyList<SendOutcome> Outcomes) : Body;

/// <param name="Failure">Null when a server took the mail; else why it never will.</param>
public sealed record SendOutcome(string Packet, string Recipient, string? Failure = null);

/// <summary>What the user has been shown, so that it is not shown as new again.</summary>
/// <param name="Digest">Ids of packets that a sent digest held.</param>
public sealed record SelfReadBody(IReadOnlyList<string> Digest) : Body;

/// <summary>A type, a critical entry or a version that this version does not know; kept verbatim and folded after an upgrade.</summary>
public sealed record UnknownBody : Body;

/// <summary>The words of <see cref="SelfContactBody.How"/>.</summary>
public static class ContactDecision
{
    /// <summary>We opened their invite.</summary>
    public const string TheirInvite = "their-invite";

    /// <summary>They came with a token of ours.</summary>
    public const string OurInvite = "our-invite";

    /// <summary>A person compared the fingerprint and said yes.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>Nothing is sent to them, and nothing of theirs is shown.</summary>
    public const string Blocked = "blocked";
}
