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
            if (terminal.Json) terminal.Write([.. all.Select(ContactJson.Of)], OutputSchema.Default.ListContactJson);
            if (all.Count == 0) terminal.Say("Nobody yet. `mailnode invite` makes an invite for a friend.");
            foreach (var contact in all) Tell(terminal, contact);
            return Task.FromResult(CommandLine.Done);
        }, cancellation));
        return command;
    }

    private static void Tell(Terminal terminal, Contact contact)
    {
        terminal.Say($"{contact.Name} <{contact.Address}>  {contact.Trust.Word()}{(contact is { Accepted: true, Answered: false } ? ", has not answered yet" : "")}");
        terminal.Say($"    {contact.Fingerprint.Grouped()}");
        if (contact.Trust == Trust.Requested) terminal.Say($"    wants to be your contact; compare the fingerprint, then: mailnode confirm {contact.Fingerprint}");
    }
}
