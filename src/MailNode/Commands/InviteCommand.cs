using System.CommandLine;
using MailNode.Core.Contacts;
using MailNode.Core.Packets;
using MailNode.Flows;
using QRCoder;

namespace MailNode.Commands;

/// <summary><c>mailnode invite</c>: a new link, as text and as QR code.</summary>
internal static class InviteCommand
{
    public sealed record NewInvite(string Link, DateTimeOffset Expires);

    public static Command Create(Running run)
    {
        var png = new Option<string?>("--png") { Description = "Write the QR code to this file as a picture.", HelpName = "FILE" };
        var command = new Command("invite", "Show a new invite: a link and a QR code for one friend, good for 30 days.") { png };
        command.SetAction((parsed, cancellation) => run.WithNodeAsync(parsed, async (node, terminal) =>
        {
            var invite = await NewAsync(node, terminal, cancellation);
            if (parsed.GetValue(png) is { } file) await OutputFile.WriteAsync(file, Picture(invite.Link), cancellation);
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
        if (terminal.Json) return;
        var drawn = Drawn(invite.Link);
        if (terminal.HasRoomFor(drawn)) terminal.WriteRaw(drawn);
        else terminal.Say("This window is too small for its QR code; `mailnode invite --png FILE` makes a picture of one.");
    }

    private static string Drawn(string link)
    {
        using var code = QRCodeGenerator.GenerateQrCode(link, QRCodeGenerator.ECCLevel.L);
        using var drawing = new AsciiQRCode(code);
        return drawing.GetGraphicSmall() + "\n";
    }

    private static byte[] Picture(string link)
    {
        using var code = QRCodeGenerator.GenerateQrCode(link, QRCodeGenerator.ECCLevel.L);
        using var picture = new PngByteQRCode(code);
        return picture.GetGraphic(6);
    }
}
