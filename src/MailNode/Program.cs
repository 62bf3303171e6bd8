using MailNode.Commands;

return await CommandLine.RunAsync(args, new Surroundings(TimeProvider.System, Environment.GetEnvironmentVariable, Console.In, Console.Out, Console.Error));
