using System.Text.Json;
using MailNode.Commands;
using MailNode.Configuration;

namespace MailNode.Demo;

/// <summary>One person of the demo: runs the real command line in a data folder of their own.</summary>
internal sealed class Actor(string name, string place, Terminal terminal, Surroundings surroundings)
{
    public string Name => name;

    public string Address => $"{name.ToLowerInvariant()}@demo.example";

    public string PostOffice => Path.Combine(place, "post-office");

    public string Maildir => Path.Combine(PostOffice, Address);

    private string Data => Path.Combine(place, name.ToLowerInvariant());

    /// <summary>Runs a command as this person, showing it; a failure ends the demo.</summary>
    public async Task<string> RunAsync(CancellationToken cancellation, params string[] args)
    {
        terminal.Say($"  {name}$ mailnode {string.Join(' ', args.Select(Shown))}");
        return await QuietlyAsync(cancellation, args);
    }

    public async Task<string> QuietlyAsync(CancellationToken cancellation, params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var inner = surroundings with { Output = output, Errors = errors };
        var code = await CommandLine.RunAsync([.. args, "--data", Data], inner, cancellation);
        return code == CommandLine.Done
            ? output.ToString()
            : throw new UserError($"The demo failed: {name} ran `mailnode {string.Join(' ', args)}` and got:\n{errors}");
    }

    public async Task<JsonElement> JsonAsync(CancellationToken cancellation, params string[] args) =>
        JsonDocument.Parse(await QuietlyAsync(cancellation, [.. args, "--json"])).RootElement.Clone();

    private static string Shown(string arg)
    {
        var cut = arg.StartsWith("mailnode:", StringComparison.Ordinal) && arg.Length > 40 ? arg[..40] + "…" : arg;
        return cut.Contains(' ', StringComparison.Ordinal) || cut.Contains('&', StringComparison.Ordinal) ? $"\"{cut}\"" : cut;
    }
}
