using System.CommandLine;
using MailNode.Configuration;
using MailNode.Flows;
using MailNode.OpenPgp;

namespace MailNode.Commands;

/// <summary><c>mailnode key import</c>: a key from elsewhere, as identity or of a contact, and revocations.</summary>
internal static class KeyImportCommand
{
    public static Command Create(Running run)
    {
        var file = new Argument<string>("FILE") { Description = "A secret key, a public key, several of them, a vCard with one, or a revocation certificate; - for standard input." };
        var passphrase = Passphrase.FileOption();
        var yes = new Option<bool>("--yes") { Description = "Take your own key back without asking." };
        var command = new Command("import", "Take in an OpenPGP key: your own for a new node, a contact's, or a revocation.") { file, passphrase, yes };
        command.SetAction((parsed, cancellation) => run.InAsync(parsed, async (folder, terminal) =>
        {
            var bytes = await KeyFile.ReadAsync(parsed.GetValue(file)!, run.Surroundings.OpenInput, cancellation);
            using var secret = await UnlockAsync(bytes, parsed.GetValue(passphrase), run.Surroundings.Clock.GetUtcNow(), cancellation);
            if (!folder.HasAccount) return Adopt(folder, secret, terminal, run.Surroundings.Clock.GetUtcNow());
            if (secret is not null) await CheckOwnAsync(run, folder, secret, cancellation);
            // A copy of our key that was taken back elsewhere says so to the friends, and never takes the place of the one that keeps the log.
            if (secret is { Certificate.IsRevoked: false }) return await MergeAsync(run, folder, terminal, secret, cancellation);
            await using var node = await run.OpenAsync(folder, null, cancellation);
            await node.CompleteAsync(cancellation);
            return await new KeyIntake(run, node, terminal, parsed.GetValue(yes)).TakeAsync(secret?.Certificate.ToBytes() ?? bytes, cancellation);
        }));
        return command;
    }

    /// <summary>Null for what is no secret key.</summary>
    private static async Task<SecretKey?> UnlockAsync(byte[] bytes, string? file, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!SecretKey.Looks(bytes)) return null;
        var (key, reason) = await KeyFile.UnlockAsync(bytes, file, "Passphrase of the key: ", now, cancellation);
        return key ?? throw new UserError($"This secret key cannot be used: {reason}. {Advice(reason)}");
    }

    private static string Advice(string reason) => reason switch
    {
        SecretKey.PrimaryMissing => "It is on a card, or was left out when the key was exported (as `gpg --export-secret-subkeys` does). A node needs the whole key.",
        SecretKey.SeveralKeys => "Export the one that is meant by itself.",
        SecretKey.WrongPassphrase => "Nothing was taken in; try again.",
        _ => "Nothing was taken in.",
    };

    /// <summary>In a folder without a node a secret key becomes the identity that the next init uses.</summary>
    private static int Adopt(DataFolder folder, SecretKey? key, Terminal terminal, DateTimeOffset now)
    {
        if (key is null)
            throw new UserError($"There is no node in {folder.Path} yet, so this can be of nobody's use. A secret key can be imported there; else run `mailnode init` first.");
        CheckUsable(key, now);
        var result = IdentityFile.Exists(folder) ? Join(folder, key, now) : "identity";
        folder.Create();
        if (result == "identity") IdentityFile.Save(folder, key, null, isImported: true);
        var certificate = key.Certificate;
        if (terminal.Json) terminal.Write([KeyIntake.Imported(certificate, result)], OutputSchema.Default.ListImportedJson);
        terminal.Say($"The key {certificate.Fingerprint.Grouped()} of {certificate.UserId} is the identity of this folder.");
        terminal.Say("`mailnode init ADDRESS` makes a node with it.");
        return CommandLine.Done;
    }

    private static string Join(DataFolder folder, SecretKey key, DateTimeOffset now)
    {
        using var there = IdentityFile.Load(folder, null, now);
        return there.Certificate.Fingerprint == key.Certificate.Fingerprint ? "unchanged" : throw Another(folder, there);
    }

    private static void CheckUsable(SecretKey key, DateTimeOffset now)
    {
        if (key.Certificate.Fingerprint.Version != 4)
            throw new UserError("This is a version 6 key, and nodes know each other by version 4 keys. Import one of version 4, or let `mailnode init` make one.");
        if (key.Certificate.IsRevoked)
            throw new UserError("This key was taken back by its owner, so no node can be made with it. Let `mailnode init` make a new one.");
        if (!key.CanSignAt(now) || !key.CanDecryptAt(now))
            throw new UserError("A node signs and decrypts, and this key cannot do both now: a part has expired, or its secret is not in the file. Renew or complete it where it was made, and export it again.");
    }

    /// <summary>Before anything else is said: whoever brings another key must learn that the node's own never changes.</summary>
    private static async Task CheckOwnAsync(Running run, DataFolder folder, SecretKey key, CancellationToken cancellation)
    {
        await using var node = await run.OpenAsync(folder, null, cancellation);
        if (key.Certificate.Fingerprint != node.Node.Self.Fingerprint) throw Another(folder, node.Node.Key);
    }

    private static UserError Another(DataFolder folder, SecretKey there) => new(
        $"{folder.Path} has the identity {there.Certificate.Fingerprint.Grouped()} already, and a node keeps its key for ever: your friends know you by it. "
        + "To make another node with this key, use another folder with --data.");

    private static async Task<int> MergeAsync(Running run, DataFolder folder, Terminal terminal, SecretKey key, CancellationToken cancellation)
    {
        var changed = false;
        await KeyRenewCommand.ChangeAsync(run, folder, terminal, node => Merged(node), cancellation);
        var result = changed ? "merged" : "unchanged";
        if (terminal.Json) terminal.Write([KeyIntake.Imported(key.Certificate, result)], OutputSchema.Default.ListImportedJson);
        terminal.Say(changed ? "Your key has taken in what was new in the file; your friends are told." : "There is nothing new about your key in this file.");
        return CommandLine.Done;

        SecretKey Merged(Node node)
        {
            var merged = node.Key.Merge(key, node.Now);
            changed = !merged.Certificate.ToBytes().AsSpan().SequenceEqual(node.Key.Certificate.ToBytes());
            return merged;
        }
    }
}
