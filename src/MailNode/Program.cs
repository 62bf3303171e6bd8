using System.Collections;
using MailNode.Commands;

var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(one => (string)one.Key, one => (string?)one.Value);
return await CommandLine.RunAsync(args, new Surroundings(TimeProvider.System, variables, Console.In, Console.Out, Console.Error));
