using System.CommandLine;
using MailNode.Configuration;
using MailNode.Flows;
using MailNode.Templates;
using MailNode.Transport;

namespace MailNode.Commands;

/// <summary>Runs a command's work with the options that all commands share, and turns failures into words and exit codes.</summary>
internal sealed class Running(Surroundings surroundings)
{
    public Surroundings Surroundings { get; private set; } = surroundings;

    public Option<string?> Data { get; } = new("--data")
    {
        Description = "The node's data folder (else MAILNODE_DATA, else the XDG data folder).", Recursive = true, HelpName = "DIR",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Write one JSON value for programs instead of words.", Recursive = true };

    public Option<string?> Transcript { get; } = new("--transcript")
    {
        Description = "Write what is said to the mail servers into FILE, without passwords and mails, to report a problem.",
        Recursive = true, HelpName = "FILE",
    };

    public DataFolder FolderOf(ParseResult parsed) => DataFolder.Resolve(parsed.GetValue(Data), Surroundings.Environment);

    /// <summary>Work that needs no opened node.</summary>
    public Task<int> InAsync(ParseResult parsed, Func<DataFolder, Terminal, Task<int>> work) =>
        WithoutFolderAsync(parsed, terminal => work(FolderOf(parsed), terminal));

    /// <summary>Work that needs no data folder either.</summary>
    public async Task<int> WithoutFolderAsync(ParseResult parsed, Func<Terminal, Task<int>> work)
    {
        var terminal = new Terminal(Surroundings.Output, Surroundings.Errors, parsed.GetValue(Json));
        try
        {
            await using var transcript = parsed.GetValue(Transcript) is { } path ? TranscriptFile.Open(path) : null;
            if (transcript is not null) Surroundings = Surroundings with { Transcript = new Transcript(transcript, Surroundings.Clock) };
            return await work(terminal);
        }
        catch (UserError e)
        {
            return Fail(terminal, e.Message, e.ExitCode);
        }
        catch (MailException e)
        {
            return Fail(terminal, MailErrorWords.Explain(e), CommandLine.Failed);
        }
        catch (TemplateException e)
        {
            return Fail(terminal, $"A template cannot be used: {e.Message}", CommandLine.Failed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
        {
            return Fail(terminal, $"The data folder cannot be used: {e.Message} Check its owner, its permissions and the free space.", CommandLine.Failed);
        }
        catch (InvalidDataException e)
        {
            return Fail(terminal, e.Message, CommandLine.Failed);
        }
        catch (OperationCanceledException)
        {
            return Fail(terminal, "Stopped.", CommandLine.Failed);
        }
    }

    /// <summary>Work on the opened node and a whole view.</summary>
    public Task<int> WithNodeAsync(ParseResult parsed, Func<RunningNode, Terminal, Task<int>> work, CancellationToken cancellation) =>
        WithAnyNodeAsync(
            parsed,
            async (node, terminal) =>
            {
                await node.CompleteAsync(cancellation);
                return await work(node, terminal);
            },
            cancellation);

    /// <summary>Work on the opened node, whatever its view knows.</summary>
    public Task<int> WithAnyNodeAsync(ParseResult parsed, Func<RunningNode, Terminal, Task<int>> work, CancellationToken cancellation) =>
        InAsync(parsed, async (folder, terminal) =>
        {
            await using var node = await OpenAsync(folder, null, cancellation);
            return await work(node, terminal);
        });

    /// <param name="password">Of a command that opens the mailbox more than once, so that nobody is asked twice; null finds it anew.</param>
    public Task<RunningNode> OpenAsync(DataFolder folder, PasswordSource? password, CancellationToken cancellation) =>
        RunningNode.OpenAsync(folder, Surroundings, password, cancellation);

    public PasswordSource PasswordOf(Account account) => PasswordSource.Of(account, Surroundings.Environment, Surroundings.Clock);

    private static int Fail(Terminal terminal, string message, int code)
    {
        terminal.Errors.WriteLine($"mailnode: {Terminal.Plain(message)}");
        return code;
    }
}
