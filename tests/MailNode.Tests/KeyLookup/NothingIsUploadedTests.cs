using System.Text.RegularExpressions;

namespace MailNode.Tests.KeyLookup;

/// <summary>The node sends nothing to web sites, and fetches keys only for a person who has asked: held over all of the sources.</summary>
public sealed partial class NothingIsUploadedTests
{
    /// <summary>The one place that sends something by HTTP: the refresh token, to whoever gave it.</summary>
    private const string TokenRefresh = "src/MailNode/Configuration/RefreshedTokens.cs";

    private static readonly string[] SpeakHttp =
    [
        TokenRefresh, "src/MailNode/Discovery/Autoconfig.cs", "src/MailNode/Discovery/Network.cs", "src/MailNode/KeyLookup/KeyWeb.cs",
    ];

    private static readonly string[] LookKeysUp = ["src/MailNode/Commands/FoundText.cs", "src/MailNode/Commands/KeyFindCommand.cs", "src/MailNode/Discovery/Network.cs"];

    [Fact]
    public void Few_places_speak_HTTP() =>
        Assert.Equal(SpeakHttp, Where(Http).Order(StringComparer.Ordinal));

    [Fact]
    public void Only_a_token_is_ever_sent() => Assert.Equal([TokenRefresh], Where(Sending));

    [Fact]
    public void Keys_are_looked_up_by_one_command_and_by_nothing_that_runs_by_itself() =>
        Assert.Equal(LookKeysUp, Where(LookUp).Where(file => !file.StartsWith("src/MailNode/KeyLookup/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Where(Regex pattern) =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(Repository.Root, file).Replace(Path.DirectorySeparatorChar, '/')
        where !name.Contains("/obj/", StringComparison.Ordinal) && pattern.IsMatch(File.ReadAllText(file))
        select name;

    [GeneratedRegex(@"\bHttpClient\b|\bHttpMessageHandler\b|\bHttpMessageInvoker\b|\bSocketsHttpHandler\b|\bHttpRequestMessage\b|\bWebClient\b|\bWebRequest\b|\bClientWebSocket\b")]
    private static partial Regex Http { get; }

    [GeneratedRegex(@"\bHttpMethod\b|\bHttpRequestMessage\b|\bHttpContent\b|\b(Json|String|ByteArray|Stream|Multipart\w*|FormUrlEncoded)Content\b|\b(http|web|client)\w*\.(Post|Put|Patch|Delete|Send)\w*\(|AsJsonAsync")]
    private static partial Regex Sending { get; }

    [GeneratedRegex(@"\bKeyLookup\b|\bKeyWeb\b")]
    private static partial Regex LookUp { get; }
}
