using System.CommandLine;
using MailNode.Configuration;
using MailNode.OpenPgp;

namespace MailNode.Commands;

/// <summary><c>mailnode key revoke</c>: makes what takes the node's key back, and changes nothing.</summary>
internal static class KeyRevokeCommand
{
    public static Command Create(Running run)
    {
        var reason = new Option<string>("--reason") { Description = "compromised, superseded, retired or unspecified.", DefaultValueFactory = _ => "unspecified" };
        reason.AcceptOnlyFromAmong("compromised", "superseded", "retired", "unspecified");
        var file = new Option<string?>("--out") { Description = "Write it to this file, which only you can read.", HelpName = "FILE" };
        var command = new Command("revoke", "Make a revocation certificate for your key. It changes nothing until it is imported.") { reason, file };
        command.SetAction((parsed, cancellation) => run.WithAnyNodeAsync(parsed, async (node, terminal) =>
        {
            var path = parsed.GetValue(file);
            var armored = node.Node.Key.RevocationCertificate(Enum.Parse<RevocationReason>(parsed.GetValue(reason)!, ignoreCase: true), "", node.Node.Now).ToArmor();
            if (path is not null) PrivateFile.WriteNamed(path, System.Text.Encoding.ASCII.GetBytes(armored));
            if (terminal.Json) terminal.Write(new KeyJson(node.Node.Self.Fingerprint.ToString(), path is null ? armored : null, path), OutputSchema.Default.KeyJson);
            else if (path is null) terminal.WriteRaw(armored);
            await terminal.Errors.WriteLineAsync(
                $"Nothing has changed. Keep {(path is null ? "this" : path)} apart from this machine: whoever has it can take your key back, for good. "
                + $"`mailnode key import {path ?? "FILE"}` puts it into force: your friends are told, and this node sends nothing any more.");
            return CommandLine.Done;
        }, cancellation));
        return command;
    }
}
