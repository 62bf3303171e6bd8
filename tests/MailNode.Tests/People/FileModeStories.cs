namespace MailNode.Tests.People;

/// <summary>What other users of the machine can read: nothing of a node, and nothing that it writes for a few.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FileModeStories : IAsyncLifetime
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly PostOfficeWorld world = new();

    public async ValueTask InitializeAsync() => await world.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Every_file_of_a_node_is_its_owners_alone()
    {
        var ana = await world.AddNodeAsync("Ana");
        var photo = Path.Combine(world.Folder, "photo.jpg");
        await File.WriteAllBytesAsync(photo, Photo.WithPlace(), TestContext.Current.CancellationToken);
        await ana.PostAsync("With a picture", "--attach", photo);
        var files = Directory.GetFiles(ana.Data, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.Contains("media", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => IsOpen(file));
    }

    [Fact]
    public async Task So_is_what_is_written_to_files_for_few()
    {
        var ana = await world.AddNodeAsync("Ana");
        var (page, card, code) = (Path.Combine(world.Folder, "page.html"), Path.Combine(world.Folder, "ana.vcf"), Path.Combine(world.Folder, "code.png"));
        await ana.RunAsync("digest", "--out", page);
        await ana.RunAsync("invite", "--vcard", card, "--png", code);
        Assert.DoesNotContain((string[])[page, card, code], file => IsOpen(file));
    }

    private static bool IsOpen(string file) => (File.GetUnixFileMode(file) & Others) != 0;
}
