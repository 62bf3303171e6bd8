namespace MailNode.Tests.OpenPgp;

/// <summary>Every file of the corpus gives what its makers say, or stands in docs/openpgp.md with the reason why not.</summary>
public sealed class CorpusAgreementTests(ITestOutputHelper output)
{
    [Fact]
    public void What_disagrees_is_on_the_page_with_its_reason_and_nothing_else()
    {
        var corpus = new OpenPgpCorpus();
        var listed = OpenPgpPage.Disagreements().ToDictionary(row => row.File);
        var wrong = new List<string>();
        foreach (var file in corpus.Files)
        {
            var (verdict, why) = corpus.Judge(file);
            var expected = CorpusExpectations.Of(file);
            output.WriteLine($"{file}\t{expected}\t{verdict}\t{why}");
            var asOnThePage = listed.TryGetValue(file, out var row) ? (row.Theirs, row.Ours) : (expected, expected);
            if ((expected, verdict) != asOnThePage || (expected == verdict && row.Why is not null) || row.Why is "")
                wrong.Add($"{file}: {expected} by its makers, {verdict} here ({why}); the page says {asOnThePage}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Empty(listed.Keys.Except(corpus.Files));
    }

    [Fact]
    public void The_page_counts_right()
    {
        var corpus = new OpenPgpCorpus();
        var counted = corpus.Files.GroupBy(Folder)
            .Select(folder => (folder.Key, folder.Count(), folder.Count(file => corpus.Judge(file).Verdict == CorpusExpectations.Of(file))))
            .OrderBy(row => row.Key, StringComparer.Ordinal);
        Assert.Equal(counted, OpenPgpPage.Counts().OrderBy(row => row.Folder, StringComparer.Ordinal));
    }

    private static string Folder(string file) => file[..file.IndexOf('/', StringComparison.Ordinal)];
}
