using System.Text;
using MailNode.Core.Contacts;
using MailNode.Core.Packets;
using MailNode.Core.Replies;

namespace MailNode.Tests.Core.Packets;

/// <summary>What other nodes read, and what lies in mailboxes for years: entries are added here, never changed.</summary>
public sealed class WireFreeze
{
    [Fact]
    public void Packets_have_the_bytes_that_they_had() => GoldenText.Check("packets.txt", string.Concat(
        PacketExamples.All.Select(one => PacketExamples.Written(one.Type)).Select(one => $"{one.Id}\n{Encoding.UTF8.GetString(one.Bytes.Span)}\n\n")));

    [Fact]
    public void Types_are_called_what_they_were_called() => Assert.Equal(
        "hello welcome chain post comment reaction edit delete relay media profile self.contact self.invite self.group self.sending self.sent self.read self.key",
        string.Join(' ', PacketExamples.All.Select(one => one.Type)));

    [Fact]
    public void Every_type_has_an_example() => Assert.All(PacketTypes.Social.Concat(PacketTypes.OfContacts).Concat(PacketTypes.OfThread),
        type => Assert.Contains(PacketExamples.All, one => one.Type == type));

    [Fact]
    public void Decisions_are_called_what_they_were_called() => Assert.Equal(
        ["their-invite", "our-invite", "confirmed", "blocked"],
        [ContactDecision.TheirInvite, ContactDecision.OurInvite, ContactDecision.Confirmed, ContactDecision.Blocked]);

    [Fact]
    public void Numbers_stay_what_they_were()
    {
        Assert.Equal("Stranger=0 Requested=1 Invited=2 Introduced=3 Verified=4 Blocked=5 Self=6", Numbers<Trust>());
        Assert.Equal("Reply=1 Like=2", Numbers<TokenPurpose>());
    }

    [Fact]
    public void An_id_is_the_hash_of_the_bytes_in_base32()
    {
        Assert.Equal("4oymiquy7qobjgx36tejs35zeqt24qpemsnzgtfeswmrw6csxbkq", PacketId.Of([]).ToString());
        Assert.Equal("mzxw6ytboi", Base32.Encode("foobar"u8));
    }

    private static string Numbers<T>() where T : struct, Enum => string.Join(' ', Enum.GetValues<T>().Select(one => $"{one}={one:D}"));
}
