using System.CommandLine;
using System.Text.Json.Serialization;
using MailNode.Core.Contacts;

namespace MailNode.Commands;

/// <summary><c>mailnode key link</c>: the fingerprint of the node's own key for another person's camera, and the key for their address book.</summary>
internal static class KeyLinkCommand
{
    public static Command Create(Running run)
    {
        var png = new Option<string?>("--png") { Description = "Write the QR code to this file as a picture.", HelpName = "FILE" };
        var vcard = new Option<string?>("--vcard")
        {
            Description = "Write name, address and key to this file as a vCard, without an invite; - is standard output, and the card is then all that is written there.",
            HelpName = "FILE",
        };
        var command = new Command("link", "Show your key's fingerprint as a link and a QR code: whoever scans it from your screen has compared it.") { png, vcard };
        command.SetAction((parsed, cancellation) => run.WithAnyNodeAsync(parsed, async (node, terminal) =>
        {
            var (card, self) = (parsed.GetValue(vcard), node.Node.Self);
            CardFile.Check(card, terminal);
            var link = FingerprintLink.To(self.Fingerprint);
            if (parsed.GetValue(png) is { } file) await OutputFile.WriteAsync(file, QrCode.Picture(link), cancellation);
            if (card is not null) await CardFile.WriteAsync(card, self.AsCard(invite: null), terminal, cancellation);
            if (card == CardFile.Output) return CommandLine.Done;
            if (terminal.Json) terminal.Write(new KeyLinkJson(link, self.Fingerprint.ToString()), KeyLinkSchema.Default.KeyLinkJson);
            Tell(terminal, link);
            return CommandLine.Done;
        }, cancellation));
        return command;
    }

    private static void Tell(Terminal terminal, string link)
    {
        terminal.Say("Show this to your friend, who scans it from your screen and runs `mailnode confirm` with it:");
        terminal.Say("");
        terminal.Say(link);
        terminal.Say("");
        QrCode.Tell(terminal, link, "mailnode key link");
    }
}

/// <summary>The shape of `key link --json`; stable, documented in docs/cli.md.</summary>
internal sealed record KeyLinkJson(string Link, string Fingerprint);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(KeyLinkJson))]
internal sealed partial class KeyLinkSchema : JsonSerializerContext;
