using System.Text.Json;
using MailNode.Mime;
using MailNode.Tests.Configuration;

namespace MailNode.Tests.Mime;

/// <summary>What we write, Python's email package reads as it was meant, and finds nothing remarkable in it.</summary>
public sealed class PythonReadsUsTests : IDisposable
{
    private const int Mails = 500;

    private static readonly string[] Words =
        ["tea", "Küste", "日本語", "Привет", "שלום", "😀", "a;b", "\"q\"", "(c)", "x,y", "=?", "?=", "_", "'", "%20", "*", "\\", "@", "a.b", "From", "--", new string('w', 90)];

    private readonly SeededNumbers random = new(8098);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_is_written_reads_the_same_in_Python()
    {
        var written = Enumerable.Range(0, Mails).Select(Write).ToList();
        var readings = await PythonMail.AskAsync("read_mail.py", written.Select(one => one.Path), TestContext.Current.CancellationToken, "--whole");
        Assert.Equal(Mails, readings.Count);
        foreach (var ((path, subject, to), reading) in written.Zip(readings))
        {
            Assert.Null(PythonAgreementTests.Difference(path, reading));
            // Where the first word does not fit beside the field's name, Python keeps the blank of the fold.
            Assert.Equal(subject, reading.GetProperty("subject").GetString()?.Trim());
            Assert.Equal(to.Select(one => $"{one.Name}|{one.Email}"), Strings(reading, "to"));
            Assert.Empty(Strings(reading, "defects"));
        }
    }

    private (string Path, string Subject, Address[] To) Write(int number)
    {
        var subject = Line(10);
        var to = Enumerable.Range(0, 1 + random.Below(4)).Select(i => new Address(random.Below(3) == 0 ? "" : Name(), EmailAddress.Parse($"\"a{i} b\"@example.org"))).ToArray();
        var text = MimeBuilder.Text("text/plain", string.Join('\n', Enumerable.Range(0, random.Below(9)).Select(_ => Line(20))));
        var body = random.Below(3) == 0 ? text : MimeBuilder.Multipart("mixed", [text, .. Enumerable.Range(0, 1 + random.Below(3)).Select(_ => File())]);
        body.Header("Subject", subject).Header("To", to).Header("From", to[0]).MessageId("Message-ID", $"{number}@example.org").Date(DateTimeOffset.UnixEpoch);
        var path = folder[$"{number}.eml"];
        System.IO.File.WriteAllBytes(path, body.WriteMessage());
        return (path, subject, to);
    }

    private MimeBuilder File()
    {
        var bytes = Enumerable.Range(0, random.Below(300)).Select(_ => (byte)random.Below(256)).ToArray();
        return MimeBuilder.Binary("application/octet-stream", bytes, (FileNames.Clean(Line(5)) ?? "x") + ".bin");
    }

    /// <summary>Of one encoded word: between two of them in a phrase, Python leaves the blank that RFC 2047, 6.2 takes away.</summary>
    private string Name() => Words[random.Below(Words.Length - 1)] + " " + Words[random.Below(Words.Length - 1)];

    private string Line(int words) => string.Join(' ', Enumerable.Range(0, 1 + random.Below(words)).Select(_ => Words[random.Below(Words.Length)]));

    private static IEnumerable<string?> Strings(JsonElement reading, string name) => reading.GetProperty(name).EnumerateArray().Select(one => one.GetString());
}
