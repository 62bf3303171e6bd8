using System.CommandLine;

namespace MailNode.Commands;

/// <summary><c>mailnode key export</c>: the node's OpenPGP key, for other programs.</summary>
internal static class KeyCommand
{
    public static Command Create(Running run)
    {
        var secret = new Option<bool>("--secret") { Description = "The secret key, not protected by a passphrase." };
        var export = new Command("export", "Print the node's OpenPGP key, armored.") { secret };
        export.SetAction((parsed, cancellation) => run.WithAnyNodeAsync(parsed, async (node, terminal) =>
        {
            var armored = parsed.GetValue(secret) ? node.Node.Key.ToArmor() : node.Node.Self.Certificate.ToArmor();
            if (parsed.GetValue(secret))
                await terminal.Errors.WriteLineAsync("This is the secret key without a passphrase: whoever has it can read and sign as you.");
            if (terminal.Json) terminal.Write(new KeyJson(node.Node.Self.Fingerprint.ToString(), armored), OutputSchema.Default.KeyJson);
            else terminal.WriteRaw(armored);
            return CommandLine.Done;
        }, cancellation));
        return new Command("key", "The node's OpenPGP key.") { export };
    }
}
