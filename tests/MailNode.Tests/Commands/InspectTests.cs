using System.Text;
using System.Text.Json;
using MailNode.Commands;
using MailNode.Core.Inspection;
using MailNode.Tests.Configuration;
using MailNode.Tests.People;

namespace MailNode.Tests.Commands;

/// <summary><c>mailnode inspect</c>, through the real command line and without a node.</summary>
public sealed class InspectTests : IDisposable
{
    private const string Mail = """
        From: =?utf-8?q?M=C3=A4ry?= <mary@example.org>
        To: Friends: ann@example.org, Ben <ben@example.org>;
        Subject: Re: =?utf-8?q?K=C3=BCste?=
        Date: Fri, 21 Nov 1997 09:55:06 -0600
        Message-ID: <1@example.org>
        In-Reply-To: <0@example.org>
        Content-Type: multipart/mixed; boundary=a

        --a
        Content-Type: multipart/alternative; boundary=b

        --b
        Content-Type: text/plain; charset=UTF-8
        Content-Transfer-Encoding: quoted-printable

        Ja, gr=C3=BCn.

        > War es gr=C3=BCn?
        --b
        Content-Type: text/html

        <p>Ja
        --b--
        --a
        Content-Type: message/rfc822

        From: ben@example.org

        hello
        --a
        Content-Type: Application/PDF; name="../../plan.pdf"
        Content-Transfer-Encoding: base64

        JVBERg==
        --a--
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_mail_is_one_line_of_json()
    {
        var line = Assert.Single(await JsonAsync(folder.Write("a.eml", Mail)));
        Assert.Equal(
            ["file", "from", "to", "subject", "date", "messageId", "kind", "parts", "text", "html", "newText", "defects", "openpgp"],
            line.EnumerateObject().Select(field => field.Name));
        Assert.Equal("""[{"name":"M\u00E4ry","address":"mary@example.org"}]""", line.GetProperty("from").GetRawText());
        Assert.Equal("""[{"name":"","address":"ann@example.org"},{"name":"Ben","address":"ben@example.org"}]""", line.GetProperty("to").GetRawText());
        Assert.Equal(
            ("Re: Küste", "1997-11-21T09:55:06-06:00", "1@example.org", "reply"),
            (line.Text("subject"), line.Text("date"), line.Text("messageId"), line.Text("kind")));
        Assert.Equal(("Ja, grün.\n\n> War es grün?", "<p>Ja", "Ja, grün."), (line.Text("text"), line.Text("html"), line.Text("newText")));
        Assert.Empty(line.GetProperty("defects").EnumerateArray());
    }

    [Fact]
    public async Task Parts_have_the_numbers_of_imap()
    {
        var line = Assert.Single(await JsonAsync(folder.Write("a.eml", Mail)));
        Assert.Equal(
            ["1.1 text/plain UTF-8 - 27", "1.2 text/html - - 5", "2 message/rfc822 - - 28", "2.1 text/plain - - 5", "3 application/pdf - plan.pdf 4"],
            line.GetProperty("parts").EnumerateArray().Select(Described));
        Assert.Equal("315d429b7714cedb6ad04ac31240145257692630457f3c88253c5beceac76027", line.GetProperty("parts")[4].Text("sha256"));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_does_not_stop_the_others()
    {
        var (code, output, errors) = await RunAsync("inspect", "--json", folder["missing.eml"], folder.Write("a.eml", Mail));
        Assert.Equal(CommandLine.Failed, code);
        var lines = Lines(output);
        Assert.Equal(["file", "error"], lines[0].EnumerateObject().Select(field => field.Name));
        Assert.Equal("reply", lines[1].Text("kind"));
        Assert.Contains($"There is no file {folder["missing.eml"]}.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_is_in_the_files_it_ends_well()
    {
        var line = Assert.Single(await JsonAsync(folder.Write("junk", "\0\u0001\n\n\u00FF")));
        Assert.Equal(["no-date", "no-header-end", "no-sender"], line.GetProperty("defects").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(JsonValueKind.Null, line.GetProperty("subject").ValueKind);
        Assert.Empty((await JsonAsync(folder.Write("empty", "")))[0].GetProperty("from").EnumerateArray());
    }

    [Fact]
    public async Task A_mail_that_is_too_large_is_not_read()
    {
        await using (var large = File.Create(folder["large.eml"]))
            large.SetLength((40 * 1024 * 1024) + 1);
        var line = Assert.Single(await JsonAsync(folder["large.eml"]));
        Assert.Equal("too-large", Assert.Single(line.GetProperty("defects").EnumerateArray()).GetString());
        Assert.Empty(line.GetProperty("parts").EnumerateArray());
    }

    [Fact]
    public async Task A_dash_is_standard_input()
    {
        var (code, output, _) = await RunAsync(["inspect", "-", "--json"], Mail);
        Assert.Equal(CommandLine.Done, code);
        Assert.Equal(("-", "1@example.org"), (Lines(output)[0].Text("file"), Lines(output)[0].Text("messageId")));
    }

    [Fact]
    public async Task Of_a_Maildir_folder_what_was_delivered_is_shown()
    {
        foreach (var name in new[] { "cur", "new", "tmp" })
        {
            Directory.CreateDirectory(folder[name]);
            folder.Write(Path.Combine(name, name + ".1"), Mail);
        }

        folder.Write("dovecot.index", "x");
        Assert.Equal([folder["cur/cur.1"], folder["new/new.1"]], (await JsonAsync(folder.Path)).Select(line => line.Text("file")));
    }

    [Fact]
    public async Task A_person_gets_a_page()
    {
        var (code, output, _) = await RunAsync("inspect", folder.Write("a.eml", Mail.Replace("Ja, gr", "\u001B[2JJa, gr", StringComparison.Ordinal)));
        Assert.Equal(CommandLine.Done, code);
        Assert.Contains("From:       Märy <mary@example.org>", output, StringComparison.Ordinal);
        Assert.Contains("[2JJa, grün.", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001B', output);
    }

    [Fact]
    public void The_page_about_the_command_line_lists_every_defect()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "cli.md"));
        var rows = page[page.IndexOf("| defect |", StringComparison.Ordinal)..].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        var listed = rows.SelectMany(row => row.Split('|')[1].Split(',')).Select(word => word.Trim(' ', '`'));
        Assert.Equal(MailDefects.Words.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    private static string Described(JsonElement part) =>
        $"{part.Text("path")} {part.Text("type")} {part.GetProperty("charset").GetString() ?? "-"} {part.GetProperty("name").GetString() ?? "-"} {part.GetProperty("size").GetInt32()}";

    private static async Task<List<JsonElement>> JsonAsync(params string[] files)
    {
        var (code, output, errors) = await RunAsync(["inspect", "--json", .. files]);
        Assert.True(code == CommandLine.Done, errors);
        return Lines(output);
    }

    private static Task<(int Code, string Output, string Errors)> RunAsync(params string[] args) => RunAsync(args, "");

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string[] args, string input)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var surroundings = new Surroundings(TimeProvider.System, new Dictionary<string, string?>(), TextReader.Null, output, errors)
        {
            OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(input)),
        };
        var code = await CommandLine.RunAsync(args, surroundings, TestContext.Current.CancellationToken);
        return (code, output.ToString(), errors.ToString());
    }

    private static List<JsonElement> Lines(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.Clone())];
}
