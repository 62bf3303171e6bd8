using System.CommandLine;
using MailNode.Core.Packets;

namespace MailNode.Commands;

/// <summary><c>mailnode group add</c>: the user's private lists of people to post to.</summary>
internal static class GroupCommand
{
    private const int MaxName = 100;

    public static Command Create(Running run)
    {
        var name = new Argument<string>("name") { Description = "The group's name; only you see it." };
        var people = new Argument<string[]>("address") { Description = "Addresses of contacts.", Arity = ArgumentArity.OneOrMore };
        var add = new Command("add", "Put contacts into a group; a new name makes a new group.") { name, people };
        add.SetAction((parsed, cancellation) => run.WithNodeAsync(parsed, async (node, terminal) =>
        {
            var group = Recipients.CheckedGroupName(parsed.GetValue(name)!, MaxName);
            group = node.Node.Book.GroupName(group) ?? group;
            var members = parsed.GetValue(people)!.Select(one => Recipients.Contact(node.Node.Book, one)).ToList();
            var there = node.Node.Book.Members(group) ?? [];
            node.Log.Compose(batch =>
            {
                foreach (var member in members.Where(member => !there.Contains(member.Fingerprint)))
                    batch.AddToSelf(new PacketDraft(PacketTypes.SelfGroup, new SelfGroupBody(group, member.Fingerprint.ToString())) { Rev = 1 });
            });
            await Sending.TrySendAsync(node, terminal, cancellation);
            var now = (node.Node.Book.Members(group) ?? []).Select(node.Node.Book.Find).OfType<Core.Contacts.Contact>().ToList();
            if (terminal.Json) terminal.Write(new GroupJson(group, [.. now.Select(ContactJson.Of)]), OutputSchema.Default.GroupJson);
            terminal.Say($"{group}: {string.Join(", ", now.Select(one => one.Name))}");
            return CommandLine.Done;
        }, cancellation));
        return new Command("group", "Your private lists of people.") { add };
    }
}
