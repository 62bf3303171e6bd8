using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MailNode.Configuration;
using MailNode.Flows;
using MailNode.OpenPgp;

namespace MailNode.Commands;

/// <summary><c>mailnode key renew</c>: another end for the node's key, which else renews itself.</summary>
internal static class KeyRenewCommand
{
    private const string Never = "never";

    public static Command Create(Running run)
    {
        var expires = new Option<string?>("--expires")
        {
            Description = "When the key ends: a number with d, w, m or y (days, weeks, months, years), 28 days at least, or \"never\"; for as long as it had if left out.", HelpName = "DURATION",
        };
        var command = new Command("renew", "Give your key a later end, and tell your friends. It happens by itself when less than a year is left.") { expires };
        command.SetAction((parsed, cancellation) => run.InAsync(parsed, async (folder, terminal) =>
        {
            var end = parsed.GetValue(expires);
            DateTimeOffset? before = null;
            await ChangeAsync(run, folder, terminal, node => Renewed(node, end, out before), cancellation);
            await using var node = await run.OpenAsync(folder, null, cancellation);
            var certificate = node.Node.Self.Certificate;
            if (terminal.Json) terminal.Write(new RenewedJson(certificate.Fingerprint.ToString(), certificate.ExpiresAt), OutputSchema.Default.RenewedJson);
            terminal.Say(certificate.ExpiresAt is { } at ? $"Your key is good until {at:yyyy-MM-dd}, and renews itself before." : "Your key has no end.");
            if (certificate.ExpiresAt < (before ?? DateTimeOffset.MaxValue)) terminal.Say($"That is sooner than before: it {(before is { } late ? $"was good until {late:yyyy-MM-dd}" : "had no end")}.");
            return CommandLine.Done;
        }));
        return command;
    }

    /// <summary>Puts a changed key in the place of the node's own, and tells the friends.</summary>
    public static async Task ChangeAsync(Running run, DataFolder folder, Terminal terminal, Func<Node, SecretKey> change, CancellationToken cancellation)
    {
        var password = run.PasswordOf(Account.Load(folder));
        await using (var node = await run.OpenAsync(folder, password, cancellation))
        {
            await node.CompleteAsync(cancellation);
            node.Node.CheckMayWrite();
            using var changed = change(node.Node);
            IdentityFile.Replace(folder, changed);
        }
        await using var again = await run.OpenAsync(folder, password, cancellation);
        again.Owe.Tell();
        await Sending.TrySendAsync(again, terminal, cancellation);
    }

    private static SecretKey Renewed(Node node, string? end, out DateTimeOffset? before)
    {
        before = node.Self.Certificate.ExpiresAt;
        return Renewed(node, end);
    }

    private static SecretKey Renewed(Node node, string? end) => end switch
    {
        null when node.Self.Certificate.ExpiresAt is null => throw new UserError("Your key has no end, so there is nothing to renew. `mailnode key renew --expires 2y` gives it one."),
        null => node.Key.Renew(node.Now),
        Never => node.Key.Renew(null, node.Now),
        _ when TryEnd(end, node.Now, out var at) => node.Key.Renew(at, node.Now),
        _ => throw new UserError($"\"{end}\" is no duration from 28d to 100y. Write for example --expires 2y, --expires 6m, --expires 90d, or --expires never.", UserError.Usage),
    };

    /// <summary>A key that ends sooner than in the shortest month would be gone before everybody hears of its renewal.</summary>
    internal static bool TryEnd(string text, DateTimeOffset now, [NotNullWhen(true)] out DateTimeOffset? end)
    {
        end = null;
        if (text.Length is < 2 or > 6 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            return false;
        end = text[^1] switch
        {
            'd' when number <= 36_500 => now.AddDays(number),
            'w' when number <= 5_200 => now.AddDays(7 * number),
            'm' when number <= 1_200 => now.AddMonths(number),
            'y' when number <= 100 => now.AddYears(number),
            _ => null,
        };
        return end >= now.AddDays(28);
    }
}
