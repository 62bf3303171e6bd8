using System.Collections.Frozen;
using MailNode.Transport.Imap.Commands;

namespace MailNode.Transport.Imap;

/// <summary>What folders are for: as the server says (RFC 6154, XLIST), else by the names that mail programs use.</summary>
internal static class FolderUses
{
    private static readonly (string Attribute, FolderUse Use)[] Attributes =
    [
        ("\\Sent", FolderUse.Sent), ("\\Junk", FolderUse.Junk), ("\\Spam", FolderUse.Junk), ("\\Drafts", FolderUse.Drafts),
        ("\\Trash", FolderUse.Trash), ("\\Archive", FolderUse.Archive), ("\\All", FolderUse.All), ("\\AllMail", FolderUse.All),
    ];

    private static readonly FrozenDictionary<string, FolderUse> WellKnown = Names(
        (FolderUse.Sent, ["Sent", "Sent Items", "Sent Messages", "Sent Mail", "Gesendet", "Gesendete Elemente", "Gesendete Objekte",
            "Envoyés", "Éléments envoyés", "Enviados", "Elementos enviados", "Inviata", "Posta inviata", "Verzonden", "Verzonden items",
            "Wysłane", "Отправленные", "Skickat", "Odeslané"]),
        (FolderUse.Junk, ["Junk", "Junk E-mail", "Junk Email", "Junk Mail", "Spam", "Bulk Mail", "Spamverdacht", "Unerwünscht",
            "Indésirables", "Courrier indésirable", "Correo no deseado", "Posta indesiderata", "Ongewenste e-mail", "Спам"]),
        (FolderUse.Drafts, ["Drafts", "Draft", "Entwürfe", "Brouillons", "Borradores", "Bozze", "Concepten", "Черновики"]),
        (FolderUse.Trash, ["Trash", "Deleted Items", "Deleted Messages", "Bin", "Papierkorb", "Gelöschte Elemente", "Corbeille",
            "Papelera", "Cestino", "Prullenbak", "Kosz", "Корзина"]),
        (FolderUse.Archive, ["Archive", "Archives", "Archiv", "Archivo"]));

    /// <summary>One use per listed folder. A guess by name is made only for a use that the server gives to no folder.</summary>
    public static IReadOnlyList<FolderUse> Of(IReadOnlyList<(string Name, ListedFolder Folder)> folders)
    {
        var uses = folders.Select(entry => Said(entry.Name, entry.Folder)).ToArray();
        var taken = uses.ToHashSet();
        for (var i = 0; i < uses.Length; i++)
        {
            if (uses[i] == FolderUse.None && Guess(folders[i].Name) is var guess && taken.Add(guess))
                uses[i] = guess;
        }
        return uses;
    }

    private static FolderUse Said(string name, ListedFolder folder) =>
        name == "INBOX" ? FolderUse.Inbox : Attributes.FirstOrDefault(entry => folder.Has(entry.Attribute)).Use;

    private static FolderUse Guess(string name) =>
        name.Contains('/', StringComparison.Ordinal) ? FolderUse.None : WellKnown.GetValueOrDefault(name);

    private static FrozenDictionary<string, FolderUse> Names(params (FolderUse Use, string[] Names)[] table) =>
        table.SelectMany(row => row.Names.Select(name => KeyValuePair.Create(name, row.Use)))
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
