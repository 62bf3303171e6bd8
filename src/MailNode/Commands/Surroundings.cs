using MailNode.Discovery;
using MailNode.Transport;

namespace MailNode.Commands;

/// <summary>What the program takes from the machine it runs on: the composition root hands it in, tests hand in their own.</summary>
/// <param name="Variables">The environment.</param>
internal sealed record Surroundings(
    TimeProvider Clock, IReadOnlyDictionary<string, string?> Variables, TextReader Input, TextWriter Output, TextWriter Errors)
{
    /// <summary>Standard input as bytes, for mail.</summary>
    public Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    /// <summary>Where servers are looked for; by itself nowhere.</summary>
    public Network Network { get; init; } = Network.None;

    /// <summary>Where conversations with mail servers are written down, because the user has asked for it.</summary>
    public Transcript? Transcript { get; init; }

    public string? Environment(string name) => Variables.GetValueOrDefault(name);
}
