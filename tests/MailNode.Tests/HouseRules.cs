namespace MailNode.Tests;

/// <summary>What conventions ask of every file, held by tests.</summary>
public sealed class HouseRules
{
}
