using System.CommandLine;
using MailNode.Core.Contacts;

namespace MailNode.Commands;

/// <summary><c>mailnode contacts</c>: everybody the node knows.</summary>
internal static class ContactsCommand
{
    public static Command Create(Running run)
    {
        var command = new Command("contacts", "List everybody this node knows, and how.");
        command.SetAction((parsed, cancellation) => run.WithNodeAsync(parsed, (node, terminal) =>
        {
            var all = node.Node.Book.All;
            if (terminal.Json) terminal.Write([.. all.Select(one => ContactJson.Of(one, node.Node))], OutputSchema.Default.ListContactJson);
            if (all.Count == 0) terminal.Say("Nobody yet. `mailnode invite` makes an invite for a friend.");
            foreach (var contact in all) Tell(terminal, contact, ContactJson.Of(contact, node.Node));
            return Task.FromResult(CommandLine.Done);
        }, cancellation));
        return command;
    }

    private static void Tell(Terminal terminal, Contact contact, ContactJson shown)
    {
        terminal.Say($"{contact.Name} <{contact.Address}>  {contact.Trust.Word()}{(contact is { Accepted: true, Answered: false, Kind: ContactKind.Node } ? ", has not answered yet" : "")}");
        terminal.Say($"    {contact.Fingerprint.Grouped()}");
        if (contact.Kind == ContactKind.OpenPgp) terminal.Say("    has no node that we know of: nothing is sent to this address by itself; if they run one, use an invite (`mailnode invite`)");
        if (Words(shown.Key) is { } words) terminal.Say($"    {words}");
        if (shown.Forked == true)
            terminal.Say("    has signed different packets for one place in a chain: an old copy of that node was restored, or somebody else has the key, or you are told other things than others");
        if (contact.Trust == Trust.Requested) terminal.Say($"    wants to be your contact; compare the fingerprint, then: mailnode confirm {contact.Fingerprint}");
    }

    private static string? Words(string? key) => key switch
    {
        "taken-back" => "this key was taken back, and nothing is sealed to it any more: ask for a new invite",
        "expired" => "this key has expired: what you post waits some days for word of its renewal",
        "unusable" => "nothing can be sealed to this key",
        _ => null,
    };
}
