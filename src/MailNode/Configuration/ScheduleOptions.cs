using Microsoft.Extensions.Options;

namespace MailNode.Configuration;

/// <summary>When the worker does what, in the time zone of the computer: the section "Schedule".</summary>
internal sealed class ScheduleOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Schedule";

    /// <summary>How often mail is read and sent, besides at once when the server says that something came.</summary>
    [Cron]
    public string Sync { get; set; } = "0 0/5 * * * ?";

    /// <summary>When the digest is made; "" for never.</summary>
    [Cron(MayBeEmpty = true)]
    public string Digest { get; set; } = "0 0 7 * * ?";
}

/// <summary>Checks the section "Schedule".</summary>
[OptionsValidator]
internal sealed partial class ScheduleOptionsValidator : IValidateOptions<ScheduleOptions>;
