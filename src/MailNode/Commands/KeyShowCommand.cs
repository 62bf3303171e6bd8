using System.CommandLine;
using MailNode.Configuration;
using MailNode.OpenPgp;

namespace MailNode.Commands;

/// <summary><c>mailnode key show</c>: what keys say, in a file or of the node. Needs no node for a file, and shows no secrets.</summary>
internal static class KeyShowCommand
{
    public static Command Create(Running run)
    {
        var file = new Argument<string?>("FILE") { Description = "A file with keys, - for standard input; your node's own key if left out.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("show", "Show what keys in a file say, or your node's own, and what can be done with them.") { file };
        command.SetAction((parsed, cancellation) => parsed.GetValue(file) is { } name
            ? run.WithoutFolderAsync(parsed, async terminal =>
            {
                var bytes = await KeyFile.ReadAsync(name, run.Surroundings.OpenInput, cancellation);
                return Show(terminal, Read(bytes, name, run.Surroundings.Clock.GetUtcNow()));
            })
            : run.WithNodeAsync(parsed, (node, terminal) =>
                Task.FromResult(Show(terminal, [ShownKeyJson.Of(node.Node.Published, isSecret: true, node.Node.Now)])), cancellation));
        return command;
    }

    private static List<ShownKeyJson> Read(byte[] bytes, string name, DateTimeOffset now)
    {
        if (RevocationCertificate.TryParse(bytes, out var revocation))
            throw new UserError($"{name} is a revocation certificate{(revocation.Issuer is { } issuer ? " of the key " + issuer.Grouped() : "")}. `mailnode key import` puts it into force.");
        List<ShownKeyJson> shown = [.. KeyFile.RingsIn(bytes).SelectMany(ring => RingKey.ReadAll(ring.Span, now)).Select(key => ShownKeyJson.Of(key, now))];
        return shown.Count > 0 ? shown : throw new UserError($"{name} holds no OpenPGP key, neither armored nor binary. {KeyFile.Hint(bytes)}".TrimEnd());
    }

    private static int Show(Terminal terminal, List<ShownKeyJson> keys)
    {
        if (terminal.Json) terminal.Write(keys, KeySchema.Default.ListShownKeyJson);
        foreach (var key in keys) Tell(terminal, key);
        return keys.Any(key => key.Refused is null) ? CommandLine.Done : CommandLine.Failed;
    }

    private static void Tell(Terminal terminal, ShownKeyJson key)
    {
        terminal.Say($"{(key.Secret ? "Secret key" : "Public key")} {Grouped(key.Fingerprint)}");
        if (key.Refused is { } reason)
        {
            terminal.Say($"    not accepted: {reason}");
            return;
        }

        if (key.PrimaryMissing) terminal.Say("    without the secret of the primary key: it signs and decrypts at most, and cannot be a node's");
        if (key.Revoked) terminal.Say("    taken back as a whole, whatever its parts say");
        foreach (var userId in key.UserIds) terminal.Say($"    {Printable.Line(userId)}");
        foreach (var part in key.Keys)
            terminal.Say($"    {part.Algorithm}, to {string.Join(", ", part.Flags)}; made {part.Created:yyyy-MM-dd}{End(part)}{(part.Fingerprint == key.Fingerprint ? "" : $"  {part.Fingerprint[^16..]}")}");
        terminal.Say($"    MailNode {(key.CanEncrypt ? "can" : "cannot")} seal to it, and {(key.CanSign ? "accepts" : "does not accept")} its new signatures.");
    }

    private static string End(ShownPartJson part) => part switch
    {
        { Revoked: { } at } => $", taken back {at:yyyy-MM-dd}",
        { Expires: { } at } => $", good until {at:yyyy-MM-dd}",
        _ => ", without an end",
    };

    private static string Grouped(string? fingerprint) => Fingerprint.TryParse(fingerprint, out var parsed) ? parsed.Grouped() : "of an unknown kind";
}
