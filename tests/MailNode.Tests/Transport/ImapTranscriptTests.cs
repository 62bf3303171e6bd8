using System.Text;
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

    private static List<(string Name, byte[] Bytes)> Transcripts()
    {
        var corpora = Environment.GetEnvironmentVariable("MAILNODE_CORPORA");
        if (string.IsNullOrEmpty(corpora))
            Assert.Skip("MAILNODE_CORPORA is not set: no transcripts to replay.");
        var folder = Path.Combine(corpora, "transcripts", "imap");
        return [.. Directory.EnumerateFiles(folder, "*.txt", SearchOption.AllDirectories).Order().Select(path => (path, Answers(path)))];
    }

    /// <summary>The transcripts hold a placeholder for the tag, which is that of our first command here.</summary>
    private static byte[] Answers(string path)
    {
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(path)).Replace("A########", "A1", StringComparison.Ordinal);
        return Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n"));
    }
}
