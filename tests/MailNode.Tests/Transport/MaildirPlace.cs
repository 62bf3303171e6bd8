using System.Text;
using MailNode.Transport;

namespace MailNode.Tests.Transport;

/// <summary>A Maildir in a folder of its own for one test, and a clock that goes when told.</summary>
internal sealed class MaildirPlace : IDisposable
{
    public static readonly DateTimeOffset Then = new(2024, 2, 29, 12, 30, 45, TimeSpan.FromHours(2));

    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("maildir-");

    public MaildirPlace() => Maildir.Create(Root);

    public string Root => Path.Combine(place.FullName, "mail");

    public MaildirClock Clock { get; } = new();

    public static byte[] Message(string subject) =>
        Encoding.ASCII.GetBytes($"Subject: {subject}\r\nFrom: ben@example.org\r\n\r\nHello\r\n");

    public MaildirMailbox Open() => MaildirMailbox.Open(Root, Clock);

    public Task DeliverAsync(string subject) => Maildir.DeliverAsync(Root, Message(subject), Clock, CancellationToken.None);

    /// <summary>Where a file of the folder lies; "" is the inbox.</summary>
    public string PathOf(string folder, string part, string name) => Path.Combine(Root, folder, part, name);

    public string[] Names(string folder, string part) =>
        [.. Directory.GetFiles(Path.Combine(Root, folder, part)).Select(file => Path.GetFileName(file)!).Order()];

    public void Dispose() => place.Delete(recursive: true);
}

/// <summary>Mailbox calls that a test makes often.</summary>
internal static class MaildirCalls
{
    public static async Task<FolderRef> RefAsync(this IMailbox mailbox, string folder) =>
        new(folder, (await mailbox.StatusAsync(folder, CancellationToken.None)).UidValidity);

    public static async Task<List<MessageSummary>> SummariesAsync(
        this IMailbox mailbox, string folder, uint after = 0, params string[] headers) =>
        await mailbox.SummariesAsync(await mailbox.RefAsync(folder), after, headers, CancellationToken.None).ToListAsync();

    public static async Task<List<(uint Uid, string Subject)>> SubjectsAsync(this IMailbox mailbox, string folder, uint after = 0)
    {
        var summaries = await mailbox.SummariesAsync(folder, after, "Subject");
        return [.. summaries.Select(message => (message.Uid, Encoding.UTF8.GetString(message.Headers.Span)["Subject: ".Length..].Trim()))];
    }

    public static async Task<MailProblem> ProblemAsync(Func<Task> act) => (await Assert.ThrowsAsync<MailException>(act)).Problem;
}

/// <summary>A wall clock that stands still until it is moved; timers run as ever.</summary>
internal sealed class MaildirClock : TimeProvider
{
    private DateTimeOffset now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;
}
