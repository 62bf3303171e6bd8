using System.Text;

namespace MailNode.Configuration;

/// <summary>Asks the person at the terminal for something that must not be seen.</summary>
internal static class PasswordPrompt
{
    private const int LongestAnswer = 1024;

    /// <summary>What was typed; null when there is no terminal. The question goes to standard error, since output may be piped.</summary>
    public static async Task<string?> AskAsync(string question, CancellationToken c)
    {
        if (Console.IsInputRedirected)
            return null;
        await Console.Error.WriteAsync(question.AsMemory(), c);
        try
        {
            // A key that nobody presses cannot be called off: the thread is left behind, and the process ends without it.
            return await Task.Run(() => Read(() => Console.ReadKey(intercept: true)), c).WaitAsync(c);
        }
        finally
        {
            await Console.Error.WriteLineAsync();
        }
    }

    /// <summary>One line from keys, with the keys that people correct themselves with.</summary>
    internal static string Read(Func<ConsoleKeyInfo> nextKey)
    {
        var typed = new StringBuilder();
        while (nextKey() is { Key: not ConsoleKey.Enter } key && key.KeyChar is not ('\r' or '\n'))
        {
            if (key.Key == ConsoleKey.Backspace || key.KeyChar is '\b' or '\u007f')
                typed.Length -= Math.Min(typed.Length, 1);
            else if (key.KeyChar == '\u0015')
                typed.Clear();
            else if (!char.IsControl(key.KeyChar) && typed.Length < LongestAnswer)
                typed.Append(key.KeyChar);
        }

        return typed.ToString();
    }
}
