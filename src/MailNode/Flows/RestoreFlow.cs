using MailNode.Commands;
using MailNode.Configuration;
using MailNode.Core.Envelopes;
using MailNode.Drivers;
using MailNode.OpenPgp;
using MailNode.Transport;

namespace MailNode.Flows;

/// <summary>Brings a node back from its mailbox and its recovery code.</summary>
internal static class RestoreFlow
{
    public static async Task<string> RunAsync(
        DataFolder folder, Account account, string code, Surroundings surroundings, CancellationToken cancellation)
    {
        await using var driver = DriverChoice.For(account, PasswordSource.Of(account, surroundings.Environment, surroundings.Clock), surroundings.Clock);
        await using var mailbox = await driver.OpenMailboxAsync(cancellation);
        using var key = await FindAsync(mailbox, account, code, surroundings.Clock.GetUtcNow(), cancellation);
        folder.Create();
        IdentityFile.Save(folder, key, null);
        account.Save(folder);
        return key.Certificate.Fingerprint.ToString();
    }

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
        await foreach (var mail in mailbox.ReadAsync(folder, uids, Limits.MailBytes, cancellation))
        {
            if (!SetupMessage.TryRead(mail.Bytes, code, now, out var key, out _)) continue;
            found?.Dispose();
            found = key;
        }
        return found ?? throw new UserError("The recovery code does not fit. It has nine groups of four digits; type it as it stands on your paper.");
    }
}
