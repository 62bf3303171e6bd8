using System.Security.Cryptography;
using System.Text.Json;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

/// <summary>
/// Well-formed mail is read as Python's email package reads it: the same parts, types, names, bytes and text. Where one of the two
/// reads it otherwise, docs/mime.md lists the file and says who is right.
/// </summary>
public sealed class PythonAgreementTests(ITestOutputHelper output)
{
    private static readonly string[] Folders =
        ["mime/rfc", "mime/thirdparty", "mime/mimekit-messages", "mime/mimekit-partial", "mime/mimekit-text", "mime/mikel-mail", "bounces"];

    [Fact]
    public async Task Mail_is_read_as_Python_reads_it()
    {
        var files = Corpora();
        var own = await PythonMail.OwnSamplesAsync(TestContext.Current.CancellationToken);
        foreach (var sample in own)
            files["python/" + Path.GetFileName(sample)] = sample;
        var readings = await PythonMail.AskAsync("read_mail.py", files.Values, TestContext.Current.CancellationToken);
        var found = files.Keys.Zip(readings, (name, reading) => (Name: name, Difference: Difference(files[name], reading))).Where(one => one.Difference is not null).ToList();
        foreach (var (name, difference) in found)
            output.WriteLine($"{name}: {difference}");
        output.WriteLine($"{await PythonMail.VersionAsync(TestContext.Current.CancellationToken)}: {files.Count - found.Count} of {files.Count} agree");
        var listed = MimePage.PythonDisagreements().Where(files.ContainsKey);
        Assert.Equal(listed.Order(StringComparer.Ordinal), found.Select(one => one.Name).Order(StringComparer.Ordinal));
        if (own.Count > 0)
            Assert.Contains($"{files.Count - found.Count} of {files.Count} mails agree", MimePage.Text, StringComparison.Ordinal);
    }

    /// <summary>By the name that the page gives them.</summary>
    private static SortedDictionary<string, string> Corpora()
    {
        var files = from folder in Folders
                    from path in Directory.EnumerateFiles(Path.Combine(MimeCorpus.Root, folder), "*", SearchOption.AllDirectories)
                    where Path.GetExtension(path) is ".eml" or ".txt" && !path.Contains("error_emails", StringComparison.Ordinal)
                    select path;
        return new SortedDictionary<string, string>(
            files.ToDictionary(path => Path.GetRelativePath(MimeCorpus.Root, path).Replace('\\', '/')), StringComparer.Ordinal);
    }

    internal static string? Difference(string path, JsonElement reading)
    {
        if (reading.TryGetProperty("error", out var error))
            return $"Python fails: {error.GetString()}";
        var mail = MimeEntity.Parse(File.ReadAllBytes(path));
        var theirs = reading.GetProperty("parts").EnumerateArray().ToList();
        var ours = NumberedPart.Of(mail).Select(part => part.Entity).ToList();
        var (theirTypes, ourTypes) = (theirs.Select(part => Word(part, "type")), ours.Select(part => part.ContentType.MediaType));
        if (!theirTypes.SequenceEqual(ourTypes))
            return $"types {string.Join(' ', theirTypes)} / {string.Join(' ', ourTypes)}";
        return ours.Zip(theirs, Difference).FirstOrDefault(difference => difference is not null) ?? SubjectDifference(mail, reading);
    }

    private static string? SubjectDifference(MimeEntity mail, JsonElement reading)
    {
        var (theirs, ours) = (Word(reading, "subject"), mail.Headers.Text("Subject"));
        return theirs?.Trim() == ours ? null : $"subject {theirs} / {ours}";
    }

    private static string? Difference(MimeEntity ours, JsonElement theirs)
    {
        if (Word(theirs, "name") is var name && FileNames.Clean(name) != ours.FileName)
            return $"name {name} / {ours.FileName}";
        if (Word(theirs, "sha256") is { } hash && hash != Convert.ToHexStringLower(SHA256.HashData(ours.Decode().Span)))
            return $"bytes of {ours.ContentType}, {ours.Decode().Length} here";
        return Word(theirs, "text") is { } text && Comparable(ours, text) != Comparable(ours, ours.Text()) ? $"text of {ours.ContentType}" : null;
    }

    /// <summary>Python does not join the lines of format=flowed.</summary>
    private static string Comparable(MimeEntity part, string text) =>
        part.ContentType.Parameter("format") is null ? text : string.Concat(text.Where(c => c is not (' ' or '\n' or '>')));

    private static string? Word(JsonElement element, string name) => element.GetProperty(name).GetString();
}
