using MailNode.Configuration;
using MailNode.Core.Contacts;
using MailNode.Core.Outbox;

namespace MailNode.Commands;

/// <summary>Turns what the user wrote after <c>--to</c> into an audience.</summary>
internal static class Recipients
{
    private static readonly string[] Reserved = ["public", "friends"];

    public static AudienceChoice Choose(ContactBook book, IReadOnlyList<string> to) => to switch
    {
        [] => new AudienceChoice.Friends(),
        [var only] when only.Equals("friends", StringComparison.OrdinalIgnoreCase) => new AudienceChoice.Friends(),
        [var only] when only.Equals("public", StringComparison.OrdinalIgnoreCase) => new AudienceChoice.Public(),
        [var only] when book.GroupName(only) is { } group => new AudienceChoice.Group(group),
        _ => new AudienceChoice.Direct([.. to.Select(one => Friend(book, one).Fingerprint).Distinct()]),
    };

    /// <summary>The contact with this address; a <see cref="UserError"/> that says what to do when there is none, or several.</summary>
    public static Contact Contact(ContactBook book, string address) => book.FindAddress(address).Where(one => one.Accepted).ToList() switch
    {
        [var only] => only,
        [] when book.FindAddress(address).Count > 0 => throw new UserError($"{address} has asked to be your contact; `mailnode contacts` shows how to confirm it first."),
        [] => throw new UserError($"\"{address}\" is no contact{(address.Contains('@', StringComparison.Ordinal) ? "" : " and no group")} of yours. "
            + "`mailnode contacts` lists your contacts; `mailnode invite` makes an invite for a new one."),
        _ => throw new UserError($"Several contacts have the address {address}; `mailnode contacts` shows them."),
    };

    private static Contact Friend(ContactBook book, string address)
    {
        var contact = Contact(book, address);
        if (contact.IsFriend) return contact;
        throw new UserError(contact.Kind == ContactKind.OpenPgp
            ? $"{contact.Name} has no node that we know of, only an imported key, so nothing can be sent there. Use an invite if they run a node: `mailnode invite` makes one."
            : $"{contact.Name} has not answered your request yet; try again when `mailnode contacts` says so.");
    }

    public static string CheckedGroupName(string name, int maxLength)
    {
        var clean = name.Trim();
        if (clean.Length == 0 || clean.Length > maxLength || clean.Any(c => char.IsControl(c) || c is '/' or '@')
            || Reserved.Contains(clean, StringComparer.OrdinalIgnoreCase))
            throw new UserError($"\"{name}\" cannot be a group's name: it must have 1 to {maxLength} characters, without / or @, and not be \"public\" or \"friends\".", CommandLine.Usage);
        return clean;
    }
}
