using MailNode.Configuration;
using MailNode.Core.Envelopes;
using MailNode.Drivers;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.Transport;

namespace MailNode.Flows;

/// <summary>Makes a node of an account: login tested, folders made, the key made and put behind a recovery code in the mailbox.</summary>
internal static class InitFlow
{
    private const string Explanation =
        "This message holds the key of your MailNode, sealed with your recovery code. Keep it: with the code on paper and "
        + "`mailnode restore`, it brings your node back on a new machine. Other programs that know Autocrypt can read it, too.\n";

    /// <param name="RecoveryCode">Shown once, kept nowhere.</param>
    /// <param name="UserIds">Of the key; more than one if it was imported.</param>
    public sealed record Made(string Fingerprint, string RecoveryCode, IReadOnlyList<string> UserIds);

    public static async Task<Made> RunAsync(
        DataFolder folder, Account account, PasswordSource password, TimeProvider clock, Transcript? transcript, Action<string> progress, CancellationToken cancellation)
    {
        await using var driver = DriverChoice.For(account, password, clock, transcript);
        if (driver is PostOfficeDriver office) office.CreateBox();
        progress("Testing the login");
        await using var mailbox = await driver.OpenMailboxAsync(cancellation);
        await driver.CheckOutgoingAsync(cancellation);
        progress("Making the folders");
        foreach (var name in NodeFolders.All) await mailbox.CreateAsync(name, cancellation);
        // A key without an account is what an interrupted init leaves behind: it is used, not made again.
        var interrupted = IdentityFile.Exists(folder);
        if ((!interrupted || IdentityFile.IsImported(folder)) && (await mailbox.StatusAsync(NodeFolders.Identity, cancellation)).Count > 0) throw AlreadyANode(account);
        progress(interrupted ? "Taking the key that is there" : "Making the key");
        return await MakeAsync(folder, account, interrupted, mailbox, clock.GetUtcNow(), cancellation);
    }

    private static async Task<Made> MakeAsync(
        DataFolder folder, Account account, bool interrupted, IMailbox mailbox, DateTimeOffset now, CancellationToken cancellation)
    {
        var address = new Address(account.Name, EmailAddress.Parse(account.Address));
        folder.Create();
        var userId = $"{account.Name} <{account.Address}>";
        using var key = !interrupted ? SecretKey.Generate(userId, now) : IdentityFile.IsImported(folder) ? OwnKey.Adopt(folder, userId, account.Address, now) : IdentityFile.Load(folder, null, now);
        if (!OwnKey.IsNamed(key.Certificate, account.Address))
            throw new UserError($"{folder.Path} holds a key for {key.Certificate.UserId}, from an init that was interrupted. Use another folder with --data.");
        if (!interrupted) IdentityFile.Save(folder, key, null);
        var code = SetupMessage.NewCode();
        await mailbox.AppendAsync(NodeFolders.Identity, SetupMessage.Write(key, code, address, Explanation, now), ["\\Seen"], now, cancellation);
        account.Save(folder);
        return new Made(key.Certificate.Fingerprint.ToString(), code, key.Certificate.UserIds);
    }

    private static UserError AlreadyANode(Account account) => new(
        $"The mailbox of {account.Address} already holds a node's identity, so no second key was made. "
        + $"If it is yours, bring it back here with `mailnode restore {account.Address}` and your recovery code. "
        + $"If you really want to start anew, first delete the message in the folder {NodeFolders.Identity}.");
}
