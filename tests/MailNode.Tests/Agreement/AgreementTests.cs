using System.Diagnostics;

namespace MailNode.Tests.Agreement;

/// <summary>Other OpenPGP programs and ours, row by row of tests/agreement/rows; `known` there says where we disagree, and why.</summary>
public sealed class AgreementTests(AgreementTests.Room room) : IClassFixture<AgreementTests.Room>
{
    private static string Folder { get; } = Path.Combine(Repository.Root, "tests", "agreement");

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var words in Lines("rows").Select(Words))
                rows.Add(words[0], words[1]);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public async Task Another_program_and_ours_agree(string program, string kind)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The script that asks the programs wants bash.");
        var answers = await AskAsync(program, kind);
        Assert.NotEmpty(answers);
        if (answers.Find(answer => answer is [_, "skip", ..]) is { } skipped)
            Assert.Skip(skipped[2]);
        Assert.Equal("", string.Join('\n', answers.Where(answer => answer is not [_, "yes" or "known", ..]).Select(answer => string.Join(": ", answer))));
    }

    [Fact]
    public void The_page_has_every_row_and_why_we_disagree()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "openpgp.md"));
        Assert.All(Lines("rows").Select(Words), row => Assert.Contains(
            row[2] == row[0] ? $"\n| {row[0]} | {row[1]} |" : $"\n| {row[0]} | {row[1]} of {row[2]} |", page, StringComparison.Ordinal));
        Assert.All(Lines("known"), line => Assert.Contains(line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..], page, StringComparison.Ordinal));
    }

    /// <summary>A line for each check: its name, the answer, and why.</summary>
    private async Task<List<string[]>> AskAsync(string program, string kind)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Folder, "agreement.sh"), "row", program, kind])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["MAILNODE_SOP"] = Path.Combine(AppContext.BaseDirectory, "MailNode.Sop.dll"),
                ["MAILNODE_SOP_ROOM"] = room.Path,
            },
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var said = await errors;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, said);
        return [.. lines.Select(line => line.Split('\t'))];
    }

    private static IEnumerable<string> Lines(string file) => File.ReadLines(Path.Combine(Folder, file)).Where(line => !line.StartsWith('#'));

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Keeps our key from row to row.</summary>
    public sealed class Room : IDisposable
    {
        internal string Path { get; } = Directory.CreateTempSubdirectory("mailnode-sop-").FullName;

        /// <summary>Nothing stays.</summary>
        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
