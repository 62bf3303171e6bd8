using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

/// <summary>Finds the sample mails that nobody here wrote, and skips the test, visibly, where they are not.</summary>
internal static class MimeCorpus
{
    public static string Folder => Path.Combine(Root, "mime");

    public static string Root
    {
        get
        {
            var root = Environment.GetEnvironmentVariable("MAILNODE_CORPORA");
            if (root is null)
                Assert.Skip("MAILNODE_CORPORA does not say where the corpora are.");
            return root;
        }
    }

    /// <summary>What mail servers wrote about mail that did not arrive, in a fixed order.</summary>
    public static IReadOnlyList<string> Bounces() => [.. Directory.EnumerateFiles(Path.Combine(Root, "bounces"), "*.eml").Order(StringComparer.Ordinal)];

    /// <summary>Every file that could be a mail, in a fixed order.</summary>
    public static IReadOnlyList<string> Mails() => Under(Folder);

    /// <summary>The same with what mail servers send when they could not deliver.</summary>
    public static IReadOnlyList<string> MailsAndBounces() => [.. Mails(), .. Under(Path.Combine(Folder, "..", "bounces"))];

    private static IReadOnlyList<string> Under(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".eml" or ".txt" or "")
            .Order(StringComparer.Ordinal),
    ];

    public static MimeEntity Read(string path) => MimeEntity.Parse(File.ReadAllBytes(Path.Combine(Folder, path)));

    /// <summary>Asks an entity and all below it for everything it can tell; returns how many entities there were.</summary>
    public static int ReadEverything(MimeEntity root)
    {
        _ = DeliveryReport.Find(root)?.Recipients.Count + DispositionNotification.Find(root)?.Disposition.Length;
        _ = NumberedPart.Of(root).Count();
        var open = new Stack<MimeEntity>([root]);
        var count = 0;
        while (open.TryPop(out var entity))
        {
            count++;
            ReadHeaders(entity.Headers);
            _ = entity.Disposition + entity.FileName + entity.ContentId + entity.ContentType.MediaType;
            AssertBounded(entity);
            _ = entity.Defects.Count;
            foreach (var child in entity.Children)
                open.Push(child);
        }

        return count;
    }

    /// <summary>No encoding that mail has makes more of a body than it was, but for the marks of quoted lines and the letters beyond U+FFFF.</summary>
    private static void AssertBounded(MimeEntity entity)
    {
        Assert.True(entity.Raw.Span.EndsWith(entity.RawBody.Span));
        Assert.True(entity.Decode().Length <= entity.RawBody.Length, "The decoded body is longer than the body.");
        Assert.True(entity.Text().Length <= (2 * entity.RawBody.Length) + 2, "The text is longer than the body can tell.");
        Assert.True(entity.Headers.Sum(field => field.Raw.Length) <= entity.Raw.Length - entity.RawBody.Length, "The header has more than its bytes.");
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static void ReadHeaders(HeaderList headers)
    {
        foreach (var field in headers)
        {
            Assert.DoesNotContain(field.Text, c => c < ' ' || c == 0x7F);
            _ = field.Value.Length + field.Name.Length;
        }

        foreach (var name in new[] { "From", "To", "Cc", "Reply-To", "Sender" })
            Assert.All(headers.Addresses(name), address => Assert.Equal(address.Email, EmailAddress.Parse(address.Email.ToString())));
        _ = headers.MessageIds("Message-ID").Count + headers.MessageIds("References").Count;
        _ = headers.Date;
    }
}
