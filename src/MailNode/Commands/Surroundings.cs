namespace MailNode.Commands;

/// <summary>What the program takes from the machine it runs on: the composition root hands it in, tests hand in their own.</summary>
internal sealed record Surroundings(
    TimeProvider Clock, Func<string, string?> Environment, TextReader Input, TextWriter Output, TextWriter Errors);
