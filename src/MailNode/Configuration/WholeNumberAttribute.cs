using System.ComponentModel.DataAnnotations;

namespace MailNode.Configuration;

/// <summary>A number between two others. Unlike the framework's Range, its words survive the generated validators.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WholeNumberAttribute(int least, int most, int example) : ValidationAttribute
{
    /// <summary>What to write in place of what is there.</summary>
    public string Instead => $"write a whole number from {least} to {most}, for example {example}.";

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is int number && number >= least && number <= most
            ? ValidationResult.Success
            : new ValidationResult($"{validationContext.MemberName} is {value}: {Instead}");
}
