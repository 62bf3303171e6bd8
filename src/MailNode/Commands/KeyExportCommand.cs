using System.CommandLine;
using MailNode.Configuration;
using MailNode.Flows;
using MailNode.OpenPgp;

namespace MailNode.Commands;

/// <summary><c>mailnode key export</c>: the node's OpenPGP key, for other programs.</summary>
internal static class KeyExportCommand
{
    public static Command Create(Running run)
    {
        var secret = new Option<bool>("--secret") { Description = "The secret key; without a passphrase if none is asked for." };
        var locked = new Option<bool>("--passphrase") { Description = "Ask for a passphrase, and lock the secret key with it." };
        var passphrase = Passphrase.FileOption();
        var outFile = new Option<string?>("--out") { Description = "Write it to this file, which only you can read.", HelpName = "FILE" };
        var command = new Command("export", "Print the node's OpenPGP key, armored.") { secret, locked, passphrase, outFile };
        command.SetAction((parsed, cancellation) => run.WithAnyNodeAsync(parsed, async (node, terminal) =>
        {
            var isLocked = parsed.GetValue(locked) || parsed.GetValue(passphrase) is not null;
            if (isLocked && !parsed.GetValue(secret)) throw new UserError("A passphrase locks a secret key: write --secret, too.", UserError.Usage);
            var chosen = isLocked ? await Passphrase.ChooseAsync(parsed.GetValue(passphrase), cancellation) : null;
            var armored = parsed.GetValue(secret) ? SecretKey(node.Node, chosen, terminal) : node.Node.Published.ToArmor();
            var file = parsed.GetValue(outFile);
            if (file is not null) PrivateFile.WriteNamed(file, System.Text.Encoding.ASCII.GetBytes(armored));
            if (terminal.Json) terminal.Write(new KeyJson(node.Node.Self.Fingerprint.ToString(), file is null ? armored : null, file), OutputSchema.Default.KeyJson);
            else if (file is null) terminal.WriteRaw(armored);
            else terminal.Say($"The key {node.Node.Self.Fingerprint.Grouped()} is in {file}.");
            return CommandLine.Done;
        }, cancellation));
        return command;
    }

    private static string SecretKey(Node node, string? passphrase, Terminal terminal)
    {
        using var key = node.Key.Merge(node.Published, node.Now);
        if (passphrase is not null) return Armor.Encode("PGP PRIVATE KEY BLOCK", key.Lock(passphrase));
        terminal.Errors.WriteLine("This is the secret key without a passphrase: whoever has it can read and sign as you. --passphrase locks it.");
        return key.ToArmor();
    }
}
