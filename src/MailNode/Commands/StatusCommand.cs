using System.CommandLine;
using System.Globalization;
using MailNode.Configuration;
using MailNode.Core.Contacts;
using MailNode.Flows;
using MailNode.Transport;

namespace MailNode.Commands;

/// <summary><c>mailnode status</c>: how the node is.</summary>
internal static class StatusCommand
{
    /// <summary>Per cent of the mailbox in use from which on the owner is warned.</summary>
    private const int NearlyFull = 90;

    public static Command Create(Running run)
    {
        var command = new Command("status", "How the node is: mailbox, contacts, what waits, what failed.");
        command.SetAction((parsed, cancellation) => run.WithAnyNodeAsync(parsed, async (node, terminal) =>
        {
            var status = await ReadAsync(node, run.FolderOf(parsed), cancellation);
            if (terminal.Json) terminal.Write(status, OutputSchema.Default.StatusJson);
            Tell(terminal, status);
            return CommandLine.Done;
        }, cancellation));
        return command;
    }

    private static async Task<StatusJson> ReadAsync(RunningNode running, DataFolder folder, CancellationToken cancellation)
    {
        var (node, self) = (running.Node, running.Node.Self);
        var (quarantined, quarantine, quota, problem) = await LookAsync(running, cancellation);
        return new StatusJson(
            self.Address.ToString(), self.Name, self.Fingerprint.ToString(),
            node.View.Cursors.IsLogRead ? ContactJson.KeyWord(node.Published, node.Now) : "unknown", node.Published.ExpiresAt, running.Account.PostOffice ?? running.Account.Imap ?? "",
            node.Book.Friends.Count(), node.Book.All.Count(one => one.Trust == Trust.Requested), node.View.Packets.Count(), node.Spool.Waiting().Count,
            [.. node.Spool.Attempts().Select(one => new FailureJson(one.Packet, Name(node, one.Recipient), one.Attempt.LastError))],
            [.. node.View.Deliveries.Failed().Select(one => new FailureJson(one.Packet, Name(node, one.Recipient), one.Failure))],
            quarantined, [.. quarantine.Select(one => new QuarantinedJson(one.From, one.Came, one.Reason))], node.View.Held.All().Count, problem is null, problem, folder.IsWorkerRunning(), quota is { } full ? new QuotaJson(full.Used, full.Limit) : null);
    }

    private static async Task<(int Count, IReadOnlyList<QuarantinedMail> Newest, MailboxQuota? Quota, string? Problem)> LookAsync(RunningNode running, CancellationToken cancellation)
    {
        try
        {
            await running.CompleteAsync(cancellation);            // that the own key was taken back stands in the log alone
            await using var mailbox = await running.Driver.OpenMailboxAsync(cancellation);
            var (count, newest) = await new QuarantineFlow(running.Node).ReadAsync(mailbox, cancellation);
            return (count, newest, mailbox is ImapMailbox imap ? await imap.QuotaAsync(cancellation) : null, null);
        }
        catch (MailException e)
        {
            return (0, [], null, MailErrorWords.Explain(e));
        }
    }

    private static string Name(Node node, string fingerprint) =>
        OpenPgp.Fingerprint.TryParse(fingerprint, out var parsed) && node.Book.Find(parsed) is { } contact ? $"{contact.Name} <{contact.Address}>" : fingerprint;

    /// <summary>How full the mailbox is, in words, with a warning before mail is turned away.</summary>
    internal static string Room(QuotaJson quota)
    {
        var percent = 100.0 * quota.Used / quota.Limit;
        var warning = percent >= NearlyFull ? ": nearly full. Make room there, or mail will be turned away" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{quota.Used >> 20} of {quota.Limit >> 20} MB are used, {percent:0} %{warning}");
    }

    private static string KeyState(StatusJson status) => status switch
    {
        { Key: "taken-back" } => "taken back: this node sends nothing any more",
        { Key: "unknown" } => "not known before the mailbox has been read",
        { Key: "good", Expires: { } end } => $"good until {end:yyyy-MM-dd}, and renewed before that",
        { Key: "good" } => "good, without an end",
        { Key: "expired", Expires: { } end } => $"ended on {end:yyyy-MM-dd}",
        _ => "nothing can be sealed to it",
    };

    private static void Tell(Terminal terminal, StatusJson status)
    {
        terminal.Say($"{status.Name} <{status.Address}>, key {status.Fingerprint}");
        terminal.Say($"Key:         {KeyState(status)}");
        terminal.Say($"Mailbox:     {status.Mailbox}: {(status.Reachable ? "reachable" : status.Problem)}");
        if (status.Quota is { } quota) terminal.Say($"Room:        {Room(quota)}");
        terminal.Say($"Contacts:    {status.Contacts}{(status.Requests > 0 ? $", and {status.Requests} who ask to be: see `mailnode contacts`" : "")}");
        terminal.Say($"Packets:     {status.Packets}");
        terminal.Say($"Waiting:     {status.Spooled} not in the mailbox yet, {status.Retrying.Count} deliveries to be tried again");
        foreach (var one in status.Retrying) terminal.Say($"    {one.Packet[..12]} to {one.Recipient}: {one.Reason}");
        if (status.Failed.Count > 0) terminal.Say($"Failed:      {status.Failed.Count} deliveries will not be tried again");
        foreach (var one in status.Failed) terminal.Say($"    {one.Packet[..12]} to {one.Recipient}: {one.Reason}");
        if (status.Quarantined > 0) terminal.Say($"Quarantine:  {status.Quarantined} mails in {NodeFolders.Quarantine} could not be opened, verified or understood");
        foreach (var one in status.Quarantine) terminal.Say($"    {one.Came:yyyy-MM-dd HH:mm} as from {one.From}: {one.Reason}");
        if (status.Held > 0) terminal.Say($"Held:        {status.Held} replies in your name are not in your Sent folder, so they post nothing");
        terminal.Say($"Worker:      {(status.Worker ? "running" : "not running")}");
    }
}
