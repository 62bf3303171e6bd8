using MailNode.Configuration;

namespace MailNode.Tests.Configuration;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DataFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode ForAll = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead;

    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Theory]
    [InlineData("/o", "/e", "/x", "/h", "/o")]
    [InlineData(null, "/e", "/x", "/h", "/e")]
    [InlineData(null, "", "/x", "/h", "/x/mailnode")]
    [InlineData(null, null, "relative", "/h", "/h/.local/share/mailnode")]
    [InlineData(null, null, null, "/h", "/h/.local/share/mailnode")]
    [InlineData(null, "~/node", null, "/h", "/h/node")]
    public void The_folder_is_the_option_then_the_variable_then_the_users_data(string? option, string? own, string? xdg, string home, string expected) =>
        Assert.Equal(expected, DataFolder.Resolve(option, Variables(("MAILNODE_DATA", own), ("XDG_DATA_HOME", xdg), ("HOME", home))).Path);

    [Fact]
    public void Without_a_home_the_option_is_asked_for() =>
        Assert.Contains("--data", Assert.Throws<UserError>(() => DataFolder.Resolve(null, _ => null)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_empty_option_is_a_usage_error() =>
        Assert.Equal(2, Assert.Throws<UserError>(() => DataFolder.Resolve(" ", _ => null)).ExitCode);

    [Fact]
    public void A_relative_folder_becomes_a_whole_path() =>
        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "here"), new DataFolder("here").Path);

    [Fact]
    public void The_folder_is_made_for_its_owner_alone()
    {
        var folder = new DataFolder(temporary["deep/down"]);

        folder.Create();
        folder.Create();

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder.Path));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("account.json")]
    [InlineData("appsettings.json")]
    public void An_open_folder_that_is_empty_or_ours_is_closed(string? holds)
    {
        var folder = OpenFolder(holds);

        folder.Create();

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder.Path));
    }

    [Fact]
    public void An_open_folder_with_something_else_in_it_is_left_alone()
    {
        var folder = OpenFolder("thesis.odt");

        var error = Assert.Throws<UserError>(folder.Create);

        Assert.Contains("thesis.odt", error.Message, StringComparison.Ordinal);
        Assert.Equal(ForAll, File.GetUnixFileMode(folder.Path));
    }

    [Fact]
    public void A_file_in_the_way_is_said()
    {
        temporary.Write("taken", "");

        Assert.Contains("cannot be made", Assert.Throws<UserError>(new DataFolder(temporary["taken/node"]).Create).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_one_has_the_lock_and_the_next_gets_it_when_it_is_let_go()
    {
        var folder = new DataFolder(temporary.Path);
        var first = await folder.LockAsync(TimeProvider.System, CancellationToken.None);
        var second = folder.LockAsync(TimeProvider.System, CancellationToken.None);
        Assert.False(second.IsCompleted);

        await first.DisposeAsync();

        await using var held = await second.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Null(LockedFile.TryOpen(folder.LockFile));
    }

    [Fact]
    public async Task Who_waits_five_minutes_for_the_lock_is_told_what_to_do()
    {
        var folder = new DataFolder(temporary.Path);
        var clock = new HurriedClock();
        await using var held = await folder.LockAsync(clock, CancellationToken.None);

        var error = await Assert.ThrowsAsync<UserError>(() => folder.LockAsync(clock, CancellationToken.None));

        Assert.Contains("fuser", error.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Passed.TotalMinutes, 5, 5.1);
    }

    [Fact]
    public async Task Waiting_for_the_lock_can_be_called_off()
    {
        var folder = new DataFolder(temporary.Path);
        using var off = new CancellationTokenSource();
        await using var held = await folder.LockAsync(TimeProvider.System, CancellationToken.None);
        var waiting = folder.LockAsync(TimeProvider.System, off.Token);

        await off.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_lock_in_a_folder_that_is_not_there_points_to_init()
    {
        var error = await Assert.ThrowsAsync<UserError>(
            () => new DataFolder(temporary["nowhere"]).LockAsync(TimeProvider.System, CancellationToken.None));

        Assert.Contains("mailnode init", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_worker_hears_the_number_of_the_first()
    {
        var folder = new DataFolder(temporary.Path);
        using (folder.LockWorker())
            Assert.Contains($"process {Environment.ProcessId}", Assert.Throws<UserError>(folder.LockWorker).Message, StringComparison.Ordinal);

        folder.LockWorker().Dispose();
    }

    [Fact]
    public async Task The_worker_and_a_pass_do_not_lock_each_other_out()
    {
        var folder = new DataFolder(temporary.Path);
        using var worker = folder.LockWorker();
        await using var pass = await folder.LockAsync(new HurriedClock(), CancellationToken.None);
    }

    private static Func<string, string?> Variables(params (string Name, string? Value)[] all) =>
        name => all.FirstOrDefault(variable => variable.Name == name).Value;

    private DataFolder OpenFolder(string? holds)
    {
        var folder = new DataFolder(temporary["open"]);
        Directory.CreateDirectory(folder.Path);
        File.SetUnixFileMode(folder.Path, ForAll);
        if (holds is not null)
            temporary.Write($"open/{holds}", "");
        return folder;
    }
}
