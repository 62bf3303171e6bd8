using System.Collections;
using MailNode.Commands;
using MailNode.Discovery;

var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(one => (string)one.Key, one => (string?)one.Value);
var surroundings = new Surroundings(TimeProvider.System, variables, Console.In, Console.Out, Console.Error) { Network = Network.OfThisMachine };
return await CommandLine.RunAsync(args, surroundings);
