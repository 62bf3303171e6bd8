using MailNode.Configuration;
using MailNode.Core.Envelopes;
using MailNode.Drivers;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.Transport;

namespace MailNode.Flows;

/// <summary>Brings a node back from its mailbox and its recovery code.</summary>
internal static class RestoreFlow
{
    /// <summary>Setup messages that a code is tried on, the newest: each try is made slow on purpose.</summary>
    private const int MostTries = 10;

    /// <param name="named">The user has said under which name; else the key knows it.</param>
    public static async Task<string> RunAsync(
        DataFolder folder, Account account, bool named, string code, PasswordSource password, TimeProvider clock, Transcript? transcript, CancellationToken cancellation)
    {
        await using var driver = DriverChoice.For(account, password, clock, transcript);
        await using var mailbox = await driver.OpenMailboxAsync(cancellation);
        using var key = await FindAsync(mailbox, account, code, clock.GetUtcNow(), cancellation);
        folder.Create();
        Save(folder, key, clock.GetUtcNow());
        (named ? account : account with { Name = NameOf(key.Certificate) ?? account.Name }).Save(folder);
        return key.Certificate.Fingerprint.ToString();
    }

    /// <summary>The same key without an account is what an interrupted restore leaves behind.</summary>
    private static void Save(DataFolder folder, SecretKey key, DateTimeOffset now)
    {
        if (IdentityFile.Exists(folder))
        {
            using var there = IdentityFile.Load(folder, null, now);
            if (there.Certificate.Fingerprint == key.Certificate.Fingerprint) return;
            if (IdentityFile.IsImported(folder))
                throw new UserError(
                    $"{folder.Path} holds the key {there.Certificate.Fingerprint.Grouped()} of {there.Certificate.UserId}, which was imported for a new node and is not used yet. "
                    + $"Restore into another folder with --data, or, if no node is to have that key, move {folder.IdentityFile} away.");
        }
        IdentityFile.Save(folder, key, null);
    }

    /// <summary>The name that was given at init stands in the key.</summary>
    private static string? NameOf(Certificate certificate) =>
        AddressList.Parse(certificate.UserId) is [{ Name.Length: > 0 } only] ? Core.Text.DisplayName.Clean(only.Name) : null;

    /// <summary>The key in the newest setup message that the code opens.</summary>
    private static async Task<SecretKey> FindAsync(IMailbox mailbox, Account account, string code, DateTimeOffset now, CancellationToken cancellation)
    {
        var state = await mailbox.StatusAsync(NodeFolders.Identity, cancellation);
        var folder = new FolderRef(NodeFolders.Identity, state.UidValidity);
        var uids = new List<uint>();
        await foreach (var summary in mailbox.SummariesAsync(folder, 0, [], cancellation)) uids.Add(summary.Uid);
        if (uids.Count == 0)
            throw new UserError($"The mailbox of {account.Address} holds no node's identity (folder {NodeFolders.Identity}). `mailnode init` makes a new node.");
        SecretKey? found = null;
        await foreach (var mail in mailbox.ReadAsync(folder, [.. uids.Order().TakeLast(MostTries)], Limits.MailBytes, cancellation))
        {
            if (!SetupMessage.TryRead(mail.Bytes, code, now, out var key, out _)) continue;
            found?.Dispose();
            found = key;
        }
        return found ?? throw new UserError("The recovery code does not fit. It has nine groups of four digits; type it as it stands on your paper.");
    }
}
