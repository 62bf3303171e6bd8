using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MailNode.Transport;
using MailNode.Transport.Imap;
using MailNode.Transport.Imap.Commands;

namespace MailNode.Tests.Transport;

/// <summary>What real servers answered, whole and damaged: the client may fail, but only with a MailException, and it ends.</summary>
public sealed class ImapTranscriptTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly Func<ImapConnection, Task>[] Commands =
    [
        connection => Fetch.RunAsync(connection, new FetchOrder("1:*", "(UID)", 1 << 20), _ => true, None),
        connection => Fetch.UidsAsync(connection, "1:*", 0, None),
        connection => List.RunAsync(connection, "*", None),
        connection => Namespace.RunAsync(connection, None),
        connection => Status.RunAsync(connection, "INBOX", None),
        connection => Select.RunAsync(connection, "INBOX", true, None),
        connection => Search.RunAsync(connection, "1:*", 1000, None),
        connection => Copy.RunAsync(connection, "1", 1, "INBOX", None),
        connection => Append.RunAsync(connection, "INBOX", "x"u8.ToArray(), [], DateTimeOffset.UnixEpoch, None),
        connection => Capability.RunAsync(connection, None),
        connection => new Authenticate(connection).BeginAsync("PLAIN", "AGFuYQBzM2NyZXQ=", None),
        connection => Idle.RunAsync(connection, TimeSpan.FromSeconds(20), TimeProvider.System, None),
    ];

    [Fact]
    public async Task Every_transcript_is_read_to_its_end()
    {
        foreach (var (name, bytes) in Transcripts())
        {
            for (var i = 0; i < Commands.Length; i++)
                Assert.True(await EndsAsync(bytes, Commands[i]), $"{name}, command {i}");
        }
    }

    [Fact]
    public async Task Damaged_transcripts_end_too()
    {
        uint seed = 99;
        foreach (var (name, bytes) in Transcripts())
        {
            for (var round = 0; round < 6; round++)
            {
                var damaged = Damage(bytes, ref seed);
                Assert.True(await EndsAsync(damaged, Commands[round % Commands.Length]), $"{name}, round {round}");
            }
        }
    }

    [Fact]
    public async Task Each_transcript_ends_in_a_value_or_is_known_to_be_unfinished()
    {
        var outcomes = new Dictionary<string, int> { ["value"] = 0, ["unfinished"] = 0, ["no answer"] = 0 };
        foreach (var (name, bytes) in Transcripts("*"))
        {
            var text = Encoding.Latin1.GetString(bytes);
            // One of them announces three bytes fewer than it has.
            var expected = name.EndsWith(".msg", StringComparison.Ordinal) || name.EndsWith("headers.1+unsolicited-info.txt", StringComparison.Ordinal) ? "no answer"
                : Regex.IsMatch(text, "^A1 (OK|NO|BAD)", RegexOptions.Multiline) ? "value"
                // A prompt that nobody asked for.
                : Regex.IsMatch(text, @"^\+", RegexOptions.Multiline) ? "no answer" : "unfinished";
            Assert.Equal((name, expected), (name, await OutcomeAsync(bytes)));
            outcomes[expected]++;
        }
        // Greetings, prompts and the beginning of IDLE have no end of their own; what ends in .msg are mails and no answers.
        Assert.Equal([322, 24, 54], outcomes.Values);
    }

    [Fact]
    public async Task A_transcript_that_is_cut_off_anywhere_is_noticed()
    {
        foreach (var (name, bytes) in Transcripts())
        {
            for (var part = 0; part < 8; part++)
                Assert.True(await OutcomeAsync(bytes[..(bytes.Length * part / 8)]) != "value", $"{name}, {part} eighths");
            Assert.True(await OutcomeAsync(bytes[..^1]) != "value", $"{name} without its last byte");
        }
    }

    [Fact]
    public async Task A_literal_that_lies_about_its_length_is_noticed_or_harmless()
    {
        var lies = 0;
        foreach (var (name, bytes) in Transcripts())
        {
            var text = Encoding.Latin1.GetString(bytes);
            var honest = await FetchedAsync(bytes);
            if (honest is null || honest.Count == 0 || !Regex.IsMatch(text, @"\{(\d+)\}\r\n"))
                continue;
            foreach (var by in (int[])[-40, -2, -1, 1, 2, 3, 40])
            {
                var lie = new Regex(@"\{(\d+)\}\r\n").Replace(text, match => $"{{{Math.Max(0, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) + by)}}}\r\n", 1);
                var read = await FetchedAsync(Encoding.Latin1.GetBytes(lie));
                Assert.True(read is null || honest.Keys.All(read.ContainsKey), $"{name}, {by}: a message went missing without a word");
                lies++;
            }
        }
        Assert.True(lies > 100, $"{lies} lies");
    }

    [Theory]
    [InlineData("dovecot/fetch3.txt", 1u)]
    [InlineData("domino/fetch-extra-parens.txt", null)]
    [InlineData("zoho/fetch-negative-modseq-values.txt", null)]
    public async Task Messages_in_transcripts_are_found(string name, uint? first)
    {
        var (_, bytes) = Transcripts().First(file => file.Name.EndsWith(name, StringComparison.Ordinal));
        await using var connection = new WirePlayback(bytes).OpenImap();
        var (found, _) = await Fetch.RunAsync(connection, new FetchOrder("1:*", "(UID)", 1 << 20), _ => true, None);
        Assert.NotEmpty(found);
        if (first is { } uid)
            Assert.Equal(uid, found.Keys.First());
    }

    private static async Task<bool> EndsAsync(byte[] bytes, Func<ImapConnection, Task> command)
    {
        try
        {
            await using var connection = new WirePlayback(bytes, 777).OpenImap("LITERAL+ SASL-IR");
            connection.Capabilities = new ImapCapabilities("LITERAL+ SASL-IR");
            await command(connection).WaitAsync(TimeSpan.FromSeconds(10));
            return true;
        }
        catch (MailException)
        {
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static byte[] Damage(byte[] bytes, ref uint seed)
    {
        var damaged = bytes.ToArray();
        for (var i = 0; i < 1 + (damaged.Length / 200); i++)
        {
            seed = (seed * 1664525) + 1013904223;
            if (damaged.Length > 0)
                damaged[(seed >> 4) % damaged.Length] = "(){}\"\\ \r\n0*\0\xff"u8[(int)(seed >> 24) % 13];
        }
        return (seed & 1) == 0 ? damaged : damaged[..(damaged.Length / 2)];
    }

    /// <summary>A value: the command ended, and nothing was left over.</summary>
    private static async Task<string> OutcomeAsync(byte[] bytes)
    {
        await using var connection = new WirePlayback(bytes, 777).OpenImap();
        try
        {
            await connection.RunAsync(new ImapCommand("NOOP"), None, keep: 1 << 20).WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (MailException e)
        {
            return e.Problem == MailProblem.ConnectionLost ? "unfinished" : "no answer";
        }
        var rest = await Assert.ThrowsAsync<MailException>(async () => await connection.Stream.ReadLineAsync(None));
        return rest.Problem == MailProblem.ConnectionLost ? "value" : "more than a value";
    }

    /// <summary>The messages of a transcript; null where it did not end well.</summary>
    private static async Task<SortedDictionary<uint, Fetched>?> FetchedAsync(byte[] bytes)
    {
        await using var connection = new WirePlayback(bytes).OpenImap();
        try
        {
            return (await Fetch.RunAsync(connection, new FetchOrder("1:*", "(UID)", 1 << 20), _ => true, None)).Found;
        }
        catch (MailException)
        {
            return null;
        }
    }

    private static List<(string Name, byte[] Bytes)> Transcripts(string ending = "*.txt") =>
        [.. Directory.EnumerateFiles(Folder("imap"), ending, SearchOption.AllDirectories).Order().Select(path => (path, Answers(path)))];

    internal static string Folder(string protocol)
    {
        var corpora = Environment.GetEnvironmentVariable("MAILNODE_CORPORA");
        if (string.IsNullOrEmpty(corpora))
            Assert.Skip("MAILNODE_CORPORA is not set: no transcripts to replay.");
        return Path.Combine(corpora, "transcripts", protocol);
    }

    /// <summary>The transcripts hold a placeholder for the tag, which is that of our first command here, and some lack their CRs.</summary>
    internal static byte[] Answers(string path)
    {
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(path)).Replace("A########", "A1", StringComparison.Ordinal);
        return Encoding.Latin1.GetBytes(Regex.Replace(text, "\r?\n", "\r\n"));
    }
}
