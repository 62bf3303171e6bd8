using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace MailNode.Commands;

/// <summary>Where a command writes: words for people, or one JSON value for programs.</summary>
internal sealed class Terminal(TextWriter output, TextWriter errors, bool json)
{
    public bool Json { get; } = json;

    public TextWriter Errors { get; } = errors;

    private bool IsInteractive => !Json && !Console.IsOutputRedirected && !Console.IsErrorRedirected;

    /// <summary>A line for people; nothing under --json.</summary>
    public void Say(string line)
    {
        if (!Json) output.WriteLine(Plain(line));
    }

    public void Write<T>(T value, JsonTypeInfo<T> shape) => output.WriteLine(JsonSerializer.Serialize(value, shape));

    /// <summary>Raw text, whatever the mode: an armored key, a page.</summary>
    public void WriteRaw(string text) => output.Write(text);

    /// <summary>Shows what is going on while a person waits; plain lines on the error stream where the output is no terminal.</summary>
    public async Task<T> WaitingAsync<T>(Func<Action<string>, Task<T>> work)
    {
        if (!IsInteractive) return await work(step => Errors.WriteLine($"{step} …"));
        return await AnsiConsole.Progress().Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn()).StartAsync(async bars =>
        {
            var bar = bars.AddTask("Starting", maxValue: 1);
            bar.IsIndeterminate = true;
            var result = await work(step => bar.Description = Markup.Escape(step));
            bar.Value = 1;
            return result;
        });
    }

    /// <summary>What strangers wrote must not drive the terminal: escapes and other controls are left out.</summary>
    public static string Plain(string text) => string.Concat(text.Where(c => c is '\n' or '\t' || !char.IsControl(c)));
}
