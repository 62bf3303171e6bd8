using System.Net;
using System.Net.Sockets;
using System.Text;
using MailNode.Configuration;
using MailNode.Tests.Transport;
using MailNode.Transport;

namespace MailNode.Tests.Configuration;

/// <summary>Access tokens by command and by refreshing, with a provider on loopback.</summary>
public sealed class OAuthTokensTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TemporaryFolder temporary = new();
    private readonly HttpListener provider = new();
    private readonly List<string> asked = [];
    private readonly string endpoint;

    public OAuthTokensTests()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            endpoint = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/token/";
        }
        provider.Prefixes.Add(endpoint);
        provider.Start();
    }

    public void Dispose()
    {
        provider.Close();
        temporary.Dispose();
    }

    [Fact]
    public async Task A_rotated_refresh_token_is_kept_before_its_access_token_is_used()
    {
        var serving = ServeAsync((200, """{"access_token":"a1","expires_in":3600,"refresh_token":"r2"}"""), (200, """{"access_token":"a2"}"""));
        Assert.Equal("a1", await Refreshed("r1", secret: "s3cret").GetAsync(None));
        Assert.Equal("r2\n", await File.ReadAllTextAsync(temporary["refresh"], None));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(temporary["refresh"]));

        Assert.Equal("a2", await Refreshed(null, secret: "s3cret").GetAsync(None)); // another process, after the first was killed
        await serving;
        Assert.Equal(
            [
                "grant_type=refresh_token&refresh_token=r1&client_id=me&client_secret=s3cret",
                "grant_type=refresh_token&refresh_token=r2&client_id=me&client_secret=s3cret",
            ],
            asked);
    }

    [Fact]
    public async Task A_refresh_token_that_cannot_be_kept_gives_no_access()
    {
        var tokens = Refreshed("r1");
        Directory.CreateDirectory(temporary["refresh.new"]); // in the way of the new file
        var serving = ServeAsync((200, """{"access_token":"a1","refresh_token":"r2"}"""), (200, """{"access_token":"a2"}"""));
        await Assert.ThrowsAsync<UserError>(() => tokens.GetAsync(None).AsTask());
        await Assert.ThrowsAsync<UserError>(() => tokens.GetAsync(None).AsTask()); // nothing more is spent in vain
        Assert.Single(asked);

        Directory.Delete(temporary["refresh.new"]);
        Assert.Equal("a2", await tokens.GetAsync(None));
        await serving;
        Assert.Equal("grant_type=refresh_token&refresh_token=r2&client_id=me", asked[1]);
        Assert.Equal("r2\n", await File.ReadAllTextAsync(temporary["refresh"], None));
    }

    [Fact]
    public async Task A_refresh_token_from_a_person_counts_more_than_one_that_could_not_be_kept()
    {
        var tokens = Refreshed("r1");
        Directory.CreateDirectory(temporary["refresh.new"]);
        var serving = ServeAsync((200, """{"access_token":"a1","refresh_token":"r2"}"""), (200, """{"access_token":"a2"}"""));
        await Assert.ThrowsAsync<UserError>(() => tokens.GetAsync(None).AsTask());
        temporary.Write("refresh", "r9\n");
        Assert.Equal("a2", await tokens.GetAsync(None));
        await serving;
        Assert.Equal("grant_type=refresh_token&refresh_token=r9&client_id=me", asked[1]);
    }

    [Fact]
    public async Task A_refresh_token_is_kept_even_where_no_access_token_came_with_it()
    {
        var tokens = Refreshed("r1");
        var serving = ServeAsync((200, """{"refresh_token":"r2"}"""));
        Assert.Equal(MailProblem.Garbage, (await Assert.ThrowsAsync<MailException>(() => tokens.GetAsync(None).AsTask())).Problem);
        await serving;
        Assert.Equal("r2\n", await File.ReadAllTextAsync(temporary["refresh"], None));
    }

    [Theory]
    [InlineData("application/json; charset=utf8")]
    [InlineData("application/json; charset=no-such-charset")]
    [InlineData("application/json; charset=utf-16")]
    public async Task An_answer_is_utf_8_whatever_it_calls_itself(string type)
    {
        var serving = ServeAsync(type, (200, """{"access_token":"a1"}"""));
        Assert.Equal("a1", await Refreshed("r1").GetAsync(None));
        await serving;
    }

    [Fact]
    public async Task Two_who_ask_at_once_make_one_request()
    {
        var tokens = Refreshed("r1");
        var (first, second) = (tokens.GetAsync(None).AsTask(), tokens.GetAsync(None).AsTask());
        var serving = ServeAsync((200, """{"access_token":"a1"}"""));
        Assert.Equal(["a1", "a1"], await Task.WhenAll(first, second));
        Assert.Equal("a1", await tokens.GetAsync(None));
        await serving;
        Assert.Single(asked);
    }

    [Fact]
    public async Task A_token_is_renewed_a_little_before_it_ends_and_when_it_is_refused()
    {
        var clock = new WireClock();
        var tokens = Refreshed("r1", clock: clock);
        var serving = ServeAsync((200, """{"access_token":"a1","expires_in":3600}"""), (200, """{"access_token":"a2","expires_in":"3600"}"""), (200, """{"access_token":"a3"}"""));
        Assert.Equal("a1", await tokens.GetAsync(None));
        clock.Advance(TimeSpan.FromMinutes(57));
        Assert.Equal("a1", await tokens.GetAsync(None));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("a2", await tokens.GetAsync(None));
        tokens.Reject("a1"); // an older connection, late
        Assert.Equal("a2", await tokens.GetAsync(None));
        tokens.Reject("a2");
        Assert.Equal("a3", await tokens.GetAsync(None));
        await serving;
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant","error_description":"s3cret words"}""", MailProblem.TokenRefused, Retry.Never)]
    [InlineData(401, """{"error":"invalid_client"}""", MailProblem.TokenRefused, Retry.Never)]
    [InlineData(400, "no json", MailProblem.Other, Retry.Later)]
    [InlineData(503, """{"error":"temporarily_unavailable"}""", MailProblem.Other, Retry.Later)]
    [InlineData(429, "", MailProblem.Other, Retry.Later)]
    [InlineData(302, "", MailProblem.Other, Retry.Later)]
    [InlineData(200, "[]", MailProblem.Garbage, Retry.Later)]
    [InlineData(200, """{"access_token":""}""", MailProblem.Garbage, Retry.Later)]
    [InlineData(200, """{"access_token":"\ud800"}""", MailProblem.Garbage, Retry.Later)]
    [InlineData(400, """{"error":"\udc00"}""", MailProblem.Other, Retry.Later)]
    public async Task A_provider_that_gives_nothing_says_who_must_act(int code, string body, MailProblem problem, Retry retry)
    {
        var tokens = Refreshed("r1");
        var serving = ServeAsync((code, body), (200, """{"access_token":"a1"}"""));
        var refused = await Assert.ThrowsAsync<MailException>(() => tokens.GetAsync(None).AsTask());
        Assert.Equal((problem, retry), (refused.Problem, refused.Retry));
        Assert.DoesNotContain("s3cret", refused.ToString(), StringComparison.Ordinal);
        Assert.Equal("r1\n", await File.ReadAllTextAsync(temporary["refresh"], None));
        Assert.Equal("a1", await tokens.GetAsync(None)); // the next try is a new one
        await serving;
    }

    [Fact]
    public async Task A_provider_out_of_reach_is_asked_later_and_a_missing_file_needs_a_person()
    {
        var tokens = Refreshed("r1");
        provider.Stop();
        var refused = await Assert.ThrowsAsync<MailException>(() => tokens.GetAsync(None).AsTask());
        Assert.Equal((MailProblem.Other, Retry.Later), (refused.Problem, refused.Retry));
        File.Delete(temporary["refresh"]);
        refused = await Assert.ThrowsAsync<MailException>(() => tokens.GetAsync(None).AsTask());
        Assert.Equal((MailProblem.TokenRefused, Retry.Never), (refused.Problem, refused.Retry));
    }

    [Fact]
    public async Task A_command_is_run_again_only_when_its_token_was_refused()
    {
        var tokens = new CommandTokens($"echo x >> {temporary["runs"]}; echo token$(wc -l < {temporary["runs"]})", TimeProvider.System);
        Assert.Equal("token1", await tokens.GetAsync(None));
        Assert.Equal("token1", await tokens.GetAsync(None));
        tokens.Reject("token0");
        Assert.Equal("token1", await tokens.GetAsync(None));
        tokens.Reject("token1");
        Assert.Equal("token2", await tokens.GetAsync(None));
        var failing = new CommandTokens("echo sesame; exit 1", TimeProvider.System);
        var error = await Assert.ThrowsAsync<UserError>(() => failing.GetAsync(None).AsTask());
        Assert.Contains("--token-command", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"tokenCommand\": \"echo t\"", null)]
    [InlineData("\"oauth\": {\"tokenEndpoint\": \"https://x.example/token\", \"clientId\": \"c\", \"refreshTokenFile\": \"/r\"}", null)]
    [InlineData("\"oauth\": {\"tokenEndpoint\": \"http://x.example/token\", \"clientId\": \"c\", \"refreshTokenFile\": \"/r\"}", "https")]
    [InlineData("\"oauth\": {\"tokenEndpoint\": \"https://x.example/token\", \"clientId\": \"c\", \"refreshTokenFile\": \"r\"}", "whole path")]
    [InlineData("\"oauth\": {\"tokenEndpoint\": \"http://[::1]:9/token\", \"clientId\": \"c\", \"refreshTokenFile\": \"/r\"}", null)]
    [InlineData("\"oauth\": {\"tokenEndpoint\": \"http://id.localhost/token\", \"clientId\": \"c\", \"refreshTokenFile\": \"/r\"}", null)]
    [InlineData("\"oauth\": {\"clientId\": \"c\"}", "damaged")]
    [InlineData("\"tokenCommand\": \"echo t\", \"passwordFile\": \"/p\"", "not both")]
    public void An_account_has_a_password_or_tokens(string keys, string? fault)
    {
        var folder = new DataFolder(temporary["data"]);
        folder.Create();
        File.WriteAllText(folder.AccountFile, $$"""{"address": "a@b.c", "name": "A", "imap": "imaps://h", "smtp": "smtps://h", {{keys}}}""");
        if (fault is not null)
        {
            Assert.Contains(fault, Assert.Throws<UserError>(() => Account.Load(folder)).Message, StringComparison.Ordinal);
            return;
        }
        Assert.NotNull(PasswordSource.Of(Account.Load(folder), _ => null, TimeProvider.System).Tokens);
    }

    [Theory]
    [InlineData("sendmail:", "/usr/sbin/sendmail")]
    [InlineData("sendmail:/opt/bin/msmtp", "/opt/bin/msmtp")]
    [InlineData("smtps://mail.example.test", null)]
    public void A_program_may_stand_in_for_the_server(string url, string? program) => Assert.Equal(program, ServerUrl.Sendmail(url));

    [Fact]
    public void A_program_without_its_whole_path_is_refused() => Assert.Throws<UserError>(() => ServerUrl.Sendmail("sendmail:msmtp -a work"));

    private RefreshedTokens Refreshed(string? refresh, string? secret = null, TimeProvider? clock = null)
    {
        if (refresh is not null)
            temporary.Write("refresh", refresh + "\n");
        var access = new OAuthAccess
        {
            TokenEndpoint = endpoint, ClientId = "me", RefreshTokenFile = temporary["refresh"],
            ClientSecretFile = secret is null ? null : temporary.Write("secret", secret + "\n"),
        };
        return new RefreshedTokens(access, clock ?? TimeProvider.System);
    }

    private Task ServeAsync(params (int Code, string Body)[] answers) => ServeAsync("application/json", answers);

    private async Task ServeAsync(string type, params (int Code, string Body)[] answers)
    {
        foreach (var (code, body) in answers)
        {
            var request = await provider.GetContextAsync();
            using (var reader = new StreamReader(request.Request.InputStream))
                asked.Add(await reader.ReadToEndAsync());
            request.Response.StatusCode = code;
            request.Response.ContentType = type;
            if (code == 302)
                request.Response.RedirectLocation = endpoint + "elsewhere";
            await request.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            request.Response.Close();
        }
    }
}
