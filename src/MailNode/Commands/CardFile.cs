using System.Text;
using MailNode.Configuration;
using MailNode.Core.Contacts;

namespace MailNode.Commands;

/// <summary>The vCards that the user named: a file, or the standard streams.</summary>
internal static class CardFile
{
    /// <summary>Standard output.</summary>
    public const string Output = "-";

    /// <exception cref="UserError">Two things would be written to standard output.</exception>
    public static void Check(string? path, Terminal terminal)
    {
        if (path == Output && terminal.Json)
            throw new UserError("--vcard - and --json both write to standard output. Name a file for the vCard.", UserError.Usage);
    }

    public static async Task WriteAsync(string path, VCard card, Terminal terminal, CancellationToken cancellation)
    {
        if (path == Output) terminal.WriteRaw(card.ToText());
        else await OutputFile.WriteAsync(path, Encoding.UTF8.GetBytes(card.ToText()), cancellation);
    }

    /// <summary>The link in a file that is a vCard; null where the text names no file.</summary>
    /// <exception cref="UserError">It is no vCard, or none with an invite.</exception>
    public static async Task<string?> InviteInAsync(string path, Func<Stream> openInput, CancellationToken cancellation)
    {
        if (!File.Exists(path)) return path.EndsWith(".vcf", StringComparison.OrdinalIgnoreCase) ? throw new UserError($"There is no file {path}.") : null;
        var bytes = await NamedFile.ReadAsync(path, VCard.MaxBytes, openInput, cancellation)
            ?? throw new UserError($"{path} is larger than {VCard.MaxBytes >> 20} MB, which no vCard is that the node reads. Export it without the picture.");
        if (!VCard.TryRead(bytes, out var card, out var reason)) throw new UserError($"{path} cannot be used. {reason}");
        return card.Invite ?? throw new UserError($"There is no invite in {path}. Ask your friend for a vCard from `mailnode invite --vcard FILE`, or for the link.");
    }
}
