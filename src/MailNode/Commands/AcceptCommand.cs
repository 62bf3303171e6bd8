using System.CommandLine;
using MailNode.Configuration;
using MailNode.Core.Contacts;
using MailNode.Core.Outbox;
using MailNode.Core.Packets;

namespace MailNode.Commands;

/// <summary><c>mailnode accept</c>: answers a friend's invite.</summary>
internal static class AcceptCommand
{
    public static Command Create(Running run)
    {
        var link = new Argument<string>("link") { Description = "The invite: mailnode:friend@example.org?key=…, or a vCard file with one in it." };
        var command = new Command("accept", "Accept a friend's invite; when their node has answered, you are friends.") { link };
        command.SetAction((parsed, cancellation) => run.WithNodeAsync(parsed, async (node, terminal) =>
        {
            node.Node.CheckMayWrite();
            var text = await CardFile.InviteInAsync(parsed.GetValue(link)!, run.Surroundings.OpenInput, cancellation) ?? parsed.GetValue(link)!;
            if (!Invite.TryParse(text, node.Node.Now, out var invite, out var reason)) throw new UserError(reason);
            if (invite.Certificate.Fingerprint == node.Node.Self.Fingerprint) throw new UserError("This invite is your own. Give it to a friend.");
            if (node.Node.Book.Find(invite.Certificate.Fingerprint) is { IsFriend: true } friend)
                throw new UserError($"{friend.Name} is already your contact.");
            var contact = Asked(invite);
            var asked = node.Node.Book.Find(contact.Fingerprint) is { Accepted: true, Answered: false };
            node.Log.Compose(batch => batch.AddToSelf(Owed.Decide(node.Node.Book, contact, ContactDecision.TheirInvite, invite.Token)));
            // A second time means that nothing came back: the first hello may have been lost after a server took it.
            if (asked)
                node.Log.Compose(batch => batch.AddDirect(Owed.Hello(node.Node.Self, invite.Token), contact.Fingerprint));
            node.Log.Compose(batch => Owed.Greet(node.Node.Book, node.Node.Self, batch));
            var report = await Sending.TrySendAsync(node, terminal, cancellation);
            if (terminal.Json)
                terminal.Write(new AcceptedJson(contact.Name, contact.Address, contact.Fingerprint.ToString(), contact.Trust.Word()), OutputSchema.Default.AcceptedJson);
            terminal.Say(report.Sent > 0
                ? $"{contact.Name} <{contact.Address}> has been asked. When their node has answered, `mailnode sync` makes you friends."
                : $"{contact.Name} <{contact.Address}> could not be asked yet: the mail is kept, and sent with a later `mailnode sync`. `mailnode status` says why.");
            return CommandLine.Done;
        }, cancellation));
        return command;
    }

    private static Contact Asked(Invite invite) => new()
    {
        Fingerprint = invite.Certificate.Fingerprint, Name = invite.Name, Address = invite.Address.ToString(), Trust = Trust.Invited,
        Certificate = invite.Certificate.Minimal(), Accepted = true, Answered = false,
    };
}
