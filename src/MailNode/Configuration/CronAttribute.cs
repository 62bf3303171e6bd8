using System.ComponentModel.DataAnnotations;
using Quartz;

namespace MailNode.Configuration;

/// <summary>A schedule in the words of Quartz, which begin with the seconds; the fault says what to write instead.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CronAttribute : ValidationAttribute
{
    /// <summary>Whether "" is fine, and means never.</summary>
    public bool MayBeEmpty { get; init; }

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var cron = value as string;
        if (MayBeEmpty && cron is "")
            return ValidationResult.Success;
        return CronExpression.TryParse(cron, out _)
            ? ValidationResult.Success
            : new ValidationResult($"{validationContext.MemberName} is {Shown(cron)}, which is no schedule: {Instead(cron)}");
    }

    private static string Shown(string? cron) => cron is null ? "null" : $"\"{Printable.Line(cron)}\"";

    private string Instead(string? cron)
    {
        if (CronExpression.TryParse(cron, CronFormat.Unix, out var unix))
            return $"write \"{unix.CronExpressionString}\", since the first of the six fields is the second.";
        var never = MayBeEmpty ? ", or \"\" for never" : "";
        return "write six fields (second minute hour day month weekday, one of the days a ?), for example \"0 0 7 * * ?\" for every day at seven, "
            + $"\"0 30 18 ? * MON-FRI\", \"0 0/5 * * * ?\" for every five minutes{never}.";
    }
}
