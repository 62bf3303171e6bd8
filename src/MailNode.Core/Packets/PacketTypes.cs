using System.Collections.Frozen;

namespace MailNode.Core.Packets;

/// <summary>The packet types of protocol 1.0 that this version understands; the strings are what is on the wire.</summary>
public static class PacketTypes
{
    public const string Hello = "hello", Welcome = "welcome", Chain = "chain", Profile = "profile";
    public const string Post = "post", Comment = "comment", Reaction = "reaction", Edit = "edit", Delete = "delete";
    public const string Relay = "relay", Media = "media";
    public const string SelfContact = "self.contact", SelfInvite = "self.invite", SelfGroup = "self.group";
    public const string SelfSending = "self.sending", SelfSent = "self.sent", SelfRead = "self.read", SelfKey = "self.key";

    /// <summary>The types a friend may send; what a profile lists.</summary>
    public static IReadOnlyList<string> Social { get; } =
        [Hello, Welcome, Chain, Post, Comment, Reaction, Edit, Delete, Relay, Media, Profile];

    /// <summary>The types that belong to a thread: everything that has a root.</summary>
    public static IReadOnlyList<string> OfThread { get; } = [Comment, Reaction, Edit, Delete, Relay, Media];

    /// <summary>The types that say who is who, and how we decided about them.</summary>
    public static IReadOnlyList<string> OfContacts { get; } = [Hello, Welcome, Chain, Profile, SelfContact, SelfInvite, SelfGroup, SelfKey];

    /// <summary>The user's own state: sealed to self alone, and refused from anybody else.</summary>
    public static bool IsSelf(string type) => type.StartsWith("self.", StringComparison.Ordinal);

    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        [.. Social, SelfContact, SelfInvite, SelfGroup, SelfSending, SelfSent, SelfRead, SelfKey]);

    public static bool IsKnown(string type) => Known.Contains(type);
}
