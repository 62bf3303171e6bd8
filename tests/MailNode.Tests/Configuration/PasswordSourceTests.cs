using MailNode.Configuration;

namespace MailNode.Tests.Configuration;

public sealed class PasswordSourceTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Theory]
    [InlineData("printf 'sesame\\nsecond\\n'", "sesame")]
    [InlineData("printf ' sesame \\r\\n'", " sesame ")]
    [InlineData("printf sesäme", "sesäme")]
    [InlineData("cat; echo sesame", "sesame")]
    [InlineData("echo sesame; head -c 300000 /dev/zero", "sesame")]
    [InlineData("echo sesame; head -c 300000 /dev/zero >&2", "sesame")]
    public async Task A_command_gives_the_first_line_that_it_prints(string command, string password) =>
        Assert.Equal(password, await Of(command: command).GetAsync(CancellationToken.None));

    [Fact]
    public async Task A_long_token_comes_whole() =>
        Assert.Equal(new string('0', 16_382) + "7", await Of(command: "printf %016383d 7").GetAsync(CancellationToken.None));

    [Theory]
    [InlineData("echo sesame; echo the store is locked >&2; exit 3", "exit code 3. It said: the store is locked")]
    [InlineData("no-such-program-here", "exit code 127")]
    [InlineData("true", "printed no password")]
    [InlineData("printf %016384d 7; echo sesame", "printed a first line of 16384 characters or more. Try")]
    [InlineData("echo; echo sesame", "printed no password")]
    public async Task A_command_that_fails_is_shown_with_what_it_said_and_without_the_password(string command, string words)
    {
        var error = await Assert.ThrowsAsync<UserError>(() => Of(command: command).GetAsync(CancellationToken.None).AsTask());

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_hangs_is_ended_after_a_minute()
    {
        var clock = new HurriedClock();

        var error = await Assert.ThrowsAsync<UserError>(() => Of(command: "sleep 600", clock: clock).GetAsync(CancellationToken.None).AsTask());

        Assert.Contains("60 seconds", error.Message, StringComparison.Ordinal);
        Assert.Equal(60, clock.Passed.TotalSeconds);
    }

    [Fact]
    public async Task A_command_that_is_called_off_is_ended()
    {
        using var off = new CancellationTokenSource();
        var pid = temporary["pid"];
        var asked = Of(command: $"echo $$ > {pid}; exec sleep 600").GetAsync(off.Token).AsTask();
        while (!File.Exists(pid) || (await File.ReadAllTextAsync(pid)).Length == 0)
            await Task.Yield();

        await off.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await GoneAsync(int.Parse(await File.ReadAllTextAsync(pid), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_daemon_left_behind_does_not_hold_up_the_password()
    {
        var password = await Of(command: $"sleep 600 & echo $! > {temporary["pid"]}; echo sesame").GetAsync(CancellationToken.None);
        using var daemon = System.Diagnostics.Process.GetProcessById(int.Parse(
            await File.ReadAllTextAsync(temporary["pid"]), System.Globalization.CultureInfo.InvariantCulture));
        daemon.Kill();

        Assert.Equal("sesame", password);
    }

    [Theory]
    [InlineData("sesame", "sesame")]
    [InlineData("sesame\r\nsecond\n", "sesame")]
    [InlineData("\uFEFFsesäme\n", "sesäme")]
    public async Task A_file_gives_its_first_line(string text, string password) =>
        Assert.Equal(password, await Of(file: temporary.Write("password", text)).GetAsync(CancellationToken.None));

    [Theory]
    [InlineData("")]
    [InlineData("\nsesame\n")]
    public async Task A_file_that_begins_empty_is_refused(string text)
    {
        var source = Of(file: temporary.Write("password", text));

        Assert.Contains("is empty", (await Assert.ThrowsAsync<UserError>(() => source.GetAsync(CancellationToken.None).AsTask())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", "There is no --password-file")]
    [InlineData(".", "cannot be read")]
    public async Task A_file_that_is_missing_or_none_is_named(string name, string words)
    {
        var source = Of(file: temporary[name]);

        Assert.Contains(words, (await Assert.ThrowsAsync<UserError>(() => source.GetAsync(CancellationToken.None).AsTask())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_variable_counts_only_where_the_account_names_nothing()
    {
        Assert.Equal("from variable", await Of(variable: "from variable").GetAsync(CancellationToken.None));
        Assert.Equal("sesame", await Of(command: "echo sesame", variable: "from variable").GetAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_person_is_asked_once_for_everybody()
    {
        var questions = new List<string>();
        var source = Of(variable: "", ask: (question, _) =>
        {
            questions.Add(question);
            return Task.FromResult<string?>("typed");
        });

        var both = await Task.WhenAll(source.GetAsync(CancellationToken.None).AsTask(), source.GetAsync(CancellationToken.None).AsTask());

        Assert.Equal(["typed", "typed"], both);
        Assert.Equal(["Password for ana@example.test: "], questions);
    }

    [Fact]
    public async Task After_a_refused_login_the_password_is_looked_for_anew()
    {
        var source = Of(file: temporary.Write("password", "old"));
        Assert.Equal("old", await source.GetAsync(CancellationToken.None));
        temporary.Write("password", "new");
        Assert.Equal("old", await source.GetAsync(CancellationToken.None));

        source.Forget();

        Assert.Equal("new", await source.GetAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_failed_search_is_begun_anew()
    {
        var source = Of(file: temporary["password"]);
        await Assert.ThrowsAsync<UserError>(() => source.GetAsync(CancellationToken.None).AsTask());

        temporary.Write("password", "sesame");

        Assert.Equal("sesame", await source.GetAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_the_three_ways_are_named()
    {
        var source = Of(ask: (_, _) => Task.FromResult<string?>(null));

        var error = await Assert.ThrowsAsync<UserError>(() => source.GetAsync(CancellationToken.None).AsTask());

        Assert.All(["--password-command", "--password-file", "MAILNODE_PASSWORD"], way => Assert.Contains(way, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_answer_is_an_error() =>
        await Assert.ThrowsAsync<UserError>(() => Of(ask: (_, _) => Task.FromResult<string?>("")).GetAsync(CancellationToken.None).AsTask());

    [Theory]
    [InlineData("sesame\r", "sesame")]
    [InlineData("sex\bsame\n", "sesame")]
    [InlineData("\b\bx\u007fsesame\r", "sesame")]
    [InlineData("wrong\u0015sesame\r", "sesame")]
    [InlineData("\u001bse\tsame\r", "sesame")]
    [InlineData("\r", "")]
    public void Keys_make_a_line(string keys, string typed)
    {
        var next = new Queue<char>(keys);

        Assert.Equal(typed, PasswordPrompt.Read(() => new ConsoleKeyInfo(next.Dequeue(), ConsoleKey.None, false, false, false)));
    }

    private static async Task GoneAsync(int pid)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (ArgumentException)
        {
            // There is no such process any more.
        }
    }

    private static PasswordSource Of(
        string? command = null, string? file = null, string? variable = null, TimeProvider? clock = null, Func<string, CancellationToken, Task<string?>>? ask = null) =>
        PasswordSource.Of(
            new Account { Address = "ana@example.test", Name = "Ana", PasswordCommand = command, PasswordFile = file },
            name => name == "MAILNODE_PASSWORD" ? variable : null,
            clock ?? TimeProvider.System,
            ask ?? ((_, _) => throw new InvalidOperationException("nobody was to be asked")));
}
