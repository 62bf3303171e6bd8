using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.People;

/// <summary>What a curious provider would find in a mailbox: in the bytes, and in what they decode to.</summary>
internal static class MailboxReading
{
    /// <summary>The folders of a mailbox in which the words can be read.</summary>
    public static async Task<IReadOnlyList<string>> FoldersWithAsync(Person owner, string words) =>
        [.. (await owner.MailClient.ReadAllAsync()).Where(folder => folder.Value.Any(mail => Readings(mail.Bytes).Any(reading => Says(reading, words))))
            .Select(folder => folder.Key).Order(StringComparer.Ordinal)];

    /// <summary>Line breaks and soft ones may come anywhere in what a mail program writes.</summary>
    private static bool Says(string reading, string words) =>
        string.Concat(reading.Where(c => !char.IsWhiteSpace(c))).Contains(string.Concat(words.Where(c => !char.IsWhiteSpace(c))), StringComparison.OrdinalIgnoreCase);

    /// <summary>The mail as it is, its headers decoded, and each of its parts decoded.</summary>
    private static IEnumerable<string> Readings(ReadOnlyMemory<byte> bytes)
    {
        yield return Encoding.UTF8.GetString(bytes.Span);
        var open = new Stack<MimeEntity>([MimeEntity.Parse(bytes)]);
        while (open.TryPop(out var part))
        {
            foreach (var field in part.Headers) yield return field.Text;
            if (part.FileName is { } name) yield return name;
            foreach (var child in part.Children) open.Push(child);
            if (part.IsMultipart) continue;
            yield return Encoding.UTF8.GetString(part.Decode().Span);
            if (part.ContentType.Type == "text") yield return part.Text();
            if (part.ContentType.Is("message/rfc822")) open.Push(MimeEntity.Parse(part.Decode()));
        }
    }
}
