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
    public static async Task<string?> InviteInAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path)) return path.EndsWith(".vcf", StringComparison.OrdinalIgnoreCase) ? throw new UserError($"There is no file {path}.") : null;
        if (!VCard.TryRead(await ReadAsync(path, cancellation), out var card, out var reason)) throw new UserError($"{path} cannot be used. {reason}");
        return card.Invite ?? throw new UserError($"There is no invite in {path}. Ask your friend for a vCard from `mailnode invite --vcard FILE`, or for the link.");
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await using var file = File.OpenRead(path);
            var bytes = new byte[VCard.MaxBytes + 1];
            return bytes[..await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path} cannot be read: {e.Message}");
        }
    }
}
