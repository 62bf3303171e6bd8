using MailNode.LoopbackMail;

namespace MailNode.Tests.People;

/// <summary>A person who reports a problem shows what was said to the mail servers, and nothing that is nobody's business.</summary>
public sealed class TranscriptStories
{
    [Fact]
    public async Task What_is_said_to_the_servers_can_be_shown_to_others()
    {
        await using var world = new LoopbackWorld(new LoopbackOptions { SmtpNeedsLogin = true });
        await world.StartAsync();
        var (ana, ben) = (await world.AddNodeAsync("Ana"), await world.AddNodeAsync("Ben"));
        var file = Path.Combine(world.Folder, "mail.txt");
        await File.WriteAllTextAsync(file, "left over, and readable by all", TestContext.Current.CancellationToken);
        await world.BefriendAsync(ana, ben);
        await ana.RunAsync("post", "canary of a post", "--transcript", file);

        var posted = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);

        await ana.RunAsync("sync", "--transcript", file);
        var synced = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.All([posted, synced], shown =>
        {
            Assert.Contains("\nC: ", shown, StringComparison.Ordinal);
            Assert.Contains("\nS: * OK [CAPABILITY", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", shown, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String("\0ana@example.test\0secret"u8)[..12], shown, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("BEGIN PGP", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("left over", shown, StringComparison.Ordinal);
        });
        Assert.Contains("\nC: AUTH SCRAM-SHA-256 ***\n", posted, StringComparison.Ordinal);
        Assert.Matches(@"\nC: BDAT \d+ LAST\nS: 250", posted);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var cem = world.Add("Cem");
        var made = await cem.InitAsync("--transcript", file);
        var begun = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains(" CREATE \"MailNode/In\"\nS: ", begun, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Text("recoveryCode"), begun, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", begun, StringComparison.Ordinal);
        var words = await ana.FailAsync(1, "sync", "--transcript", Path.Combine(file, "not-a-folder", "x"));
        Assert.Contains("transcript cannot be written", words, StringComparison.Ordinal);
    }
}
