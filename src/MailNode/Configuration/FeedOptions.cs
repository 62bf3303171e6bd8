using Microsoft.Extensions.Options;

namespace MailNode.Configuration;

/// <summary>What the Feed folder holds: the section "Feed".</summary>
internal sealed class FeedOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Feed";

    /// <summary>Copies of how many of the newest threads lie in the folder.</summary>
    [WholeNumber(1, 10_000, example: 200)]
    public int Threads { get; set; } = 200;
}

/// <summary>Checks the section "Feed".</summary>
[OptionsValidator]
internal sealed partial class FeedOptionsValidator : IValidateOptions<FeedOptions>;
