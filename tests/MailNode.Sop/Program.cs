using MailNode.Sop;

using var input = Console.OpenStandardInput();
using var output = Console.OpenStandardOutput();
return (int)SopProgram.Run(args, input, output, Console.Error, TimeProvider.System.GetUtcNow());
