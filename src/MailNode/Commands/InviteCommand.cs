using System.CommandLine;
using MailNode.Core.Contacts;
using MailNode.Core.Packets;
using MailNode.Flows;

namespace MailNode.Commands;

/// <summary><c>mailnode invite</c>: a new link, as text and as QR code, or in a vCard.</summary>
internal static class InviteCommand
{
    public sealed record NewInvite(string Link, DateTimeOffset Expires);

    public static Command Create(Running run)
    {
        var png = new Option<string?>("--png") { Description = "Write the QR code to this file as a picture.", HelpName = "FILE" };
        var vcard = new Option<string?>("--vcard")
        {
            Description = "Write the invite to this file as a vCard, with your name, address and key; - is standard output, and the card is then all that is written there.",
            HelpName = "FILE",
        };
        var command = new Command("invite", "Show a new invite: a link and a QR code for one friend, good for 30 days.") { png, vcard };
        command.SetAction((parsed, cancellation) => run.WithNodeAsync(parsed, async (node, terminal) =>
        {
            var card = parsed.GetValue(vcard);
            CardFile.Check(card, terminal);
            var invite = await NewAsync(node, terminal, cancellation);
            if (parsed.GetValue(png) is { } file) await OutputFile.WriteAsync(file, QrCode.Picture(invite.Link), cancellation);
            if (card is not null) await CardFile.WriteAsync(card, node.Node.Self.AsCard(invite.Link), terminal, cancellation);
            if (card == CardFile.Output) return CommandLine.Done;
            if (terminal.Json) terminal.Write(new InviteJson(invite.Link, invite.Expires), OutputSchema.Default.InviteJson);
            Tell(terminal, invite);
            return CommandLine.Done;
        }, cancellation));
        return command;
    }

    /// <summary>Makes an invite and writes it into the log; only then does its token open a door.</summary>
    public static async Task<NewInvite> NewAsync(RunningNode node, Terminal terminal, CancellationToken cancellation)
    {
        node.Node.CheckMayWrite();
        var self = node.Node.Self;
        var invite = new Invite(self.Address, self.Certificate, Invite.NewToken(), self.Name);
        var expires = node.Node.Now + Invite.Lifetime;
        node.Log.Compose(batch => batch.AddToSelf(new PacketDraft(PacketTypes.SelfInvite, new SelfInviteBody(invite.Token, expires))));
        await Sending.TrySendAsync(node, terminal, cancellation);
        return new NewInvite(invite.ToLink(), expires);
    }

    public static void Tell(Terminal terminal, NewInvite invite)
    {
        terminal.Say("Give this invite to one friend, who runs `mailnode accept` with it:");
        terminal.Say("");
        terminal.Say(invite.Link);
        terminal.Say("");
        QrCode.Tell(terminal, invite.Link, "mailnode invite");
    }
}
