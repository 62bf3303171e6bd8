using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace MailNode.Commands;

/// <summary>Where a command writes: words for people, or one JSON value for programs.</summary>
internal sealed class Terminal(TextWriter output, TextWriter errors, bool json)
{
    private const int Piece = 16_384;

    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(c => c is not ('\n' or '\t') && char.IsControl(c))]);

    public bool Json { get; } = json;

    public TextWriter Errors { get; } = errors;

    private bool IsInteractive => !Json && !Console.IsOutputRedirected && !Console.IsErrorRedirected;

    /// <summary>A line for people; nothing under --json.</summary>
    public void Say(ReadOnlySpan<char> line)
    {
        if (Json) return;
        for (var end = line.IndexOfAny(Controls); end >= 0; end = line.IndexOfAny(Controls))
        {
            Put(line[..end]);
            line = line[(end + 1)..];
        }

        Put(line);
        output.WriteLine();
    }

    /// <summary>What somebody else wrote, for people: each line of it marked, whatever ends a line for a terminal or a pager.</summary>
    public void Quote(ReadOnlySpan<char> text)
    {
        if (Json) return;
        foreach (var line in text.EnumerateLines())
        {
            Put("  | ");
            Say(line);
        }
    }

    public void Write<T>(T value, JsonTypeInfo<T> shape)
    {
        var options = new JsonWriterOptions { Indented = shape.Options.WriteIndented, NewLine = shape.Options.NewLine };
        using (var json = new Utf8JsonWriter(new TextOutput(output), options))
            JsonSerializer.Serialize(json, value, shape);
        output.WriteLine();
    }

    /// <summary>Raw text, whatever the mode: an armored key, a page.</summary>
    public void WriteRaw(string text) => output.Write(text);

    /// <summary>Shows what is going on while a person waits; plain lines on the error stream where the output is no terminal.</summary>
    /// <param name="asks">A question may come meanwhile, over which nothing must be drawn: plain lines, too.</param>
    public async Task<T> WaitingAsync<T>(Func<Action<string>, Task<T>> work, bool asks = false)
    {
        if (!IsInteractive || asks) return await work(step => Errors.WriteLine($"{step} …"));
        return await AnsiConsole.Progress().Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn()).StartAsync(async bars =>
        {
            var bar = bars.AddTask("Starting", maxValue: 1);
            bar.IsIndeterminate = true;
            var result = await work(step => bar.Description = Markup.Escape(step));
            bar.Value = 1;
            return result;
        });
    }

    /// <summary>Whether a drawing can be seen whole; nobody knows how large a file or a pipe is shown.</summary>
    public bool HasRoomFor(string drawing)
    {
        var lines = drawing.Split('\n');
        return !IsInteractive || (lines.Max(line => line.Length) <= Console.WindowWidth && lines.Length < Console.WindowHeight);
    }

    /// <summary>In pieces: most writers copy what they are given before they pass it on.</summary>
    private void Put(ReadOnlySpan<char> text)
    {
        for (; text.Length > Piece; text = text[Piece..]) output.Write(text[..Piece]);
        output.Write(text);
    }

    /// <summary>What strangers wrote must not drive the terminal: escapes and other controls are left out.</summary>
    public static string Plain(string text) => string.Concat(text.Where(c => !Controls.Contains(c)));
}
