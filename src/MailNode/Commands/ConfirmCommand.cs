using System.CommandLine;
using MailNode.Configuration;
using MailNode.Core.Contacts;
using MailNode.Core.Outbox;
using MailNode.Core.Packets;
using MailNode.OpenPgp;

namespace MailNode.Commands;

/// <summary><c>mailnode confirm</c>: a request becomes a contact, once the fingerprint has been compared.</summary>
internal static class ConfirmCommand
{
    public static Command Create(Running run)
    {
        var words = new Argument<string[]>("fingerprint")
        {
            Description = "The whole fingerprint, as your friend reads it to you; spaces do not matter. Or the OPENPGP4FPR: link that you scanned from your friend's screen.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("confirm", "Make a contact of somebody whose fingerprint you have compared.") { words };
        command.SetAction((parsed, cancellation) => run.WithNodeAsync(parsed, async (node, terminal) =>
        {
            node.Node.CheckMayWrite();
            if (!TryRead(string.Concat(parsed.GetValue(words)!), out var fingerprint))
                throw new UserError("That is no whole fingerprint: it has 40 digits and letters from A to F. `mailnode contacts` shows those of all requests.", CommandLine.Usage);
            var contact = node.Node.Book.Find(fingerprint)
                ?? throw new UserError($"Nobody with the fingerprint {fingerprint.Grouped()} has written to this node. `mailnode contacts` lists who has.");
            node.Log.Compose(batch => batch.AddToSelf(Owed.Decide(node.Node.Book, contact, ContactDecision.Confirmed)));
            node.Log.Compose(batch => Owed.Greet(node.Node.Book, node.Node.Self, batch));
            await Sending.TrySendAsync(node, terminal, cancellation);
            if (terminal.Json) terminal.Write([ContactJson.Of(node.Node.Book.Find(fingerprint)!, node.Node)], OutputSchema.Default.ListContactJson);
            terminal.Say(contact.Kind == ContactKind.OpenPgp
                ? $"The key of {contact.Name} <{contact.Address}> is verified. No node of theirs is known, so nothing is sent there; use an invite if they run one (`mailnode invite`)."
                : $"{contact.Name} <{contact.Address}> is your contact now, and verified.");
            return CommandLine.Done;
        }, cancellation));
        return command;
    }

    /// <summary>A scanned link stands for the comparison: it has the whole fingerprint. What else it says is not believed.</summary>
    private static bool TryRead(string text, out Fingerprint fingerprint)
    {
        if (!FingerprintLink.TryParse(text, out var link)) return Fingerprint.TryParse(text, out fingerprint);
        fingerprint = link.Fingerprint;
        return true;
    }
}
