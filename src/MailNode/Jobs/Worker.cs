using MailNode.Commands;
using MailNode.Configuration;
using MailNode.Flows;
using MailNode.Transport;
using Microsoft.Extensions.Logging;

namespace MailNode.Jobs;

/// <summary>Opens the node for one job, and keeps a failing mailbox from being hammered.</summary>
internal sealed partial class Worker(DataFolder folder, Surroundings surroundings, PasswordSource password, ILogger<Worker> logger)
{
    /// <summary>After a refused login: providers lock accounts that keep trying.</summary>
    private static readonly TimeSpan AfterRefusedLogin = TimeSpan.FromMinutes(15);

    private DateTimeOffset notBefore = DateTimeOffset.MinValue;

    /// <summary>Runs the work on the opened node; failures are logged in words, and the next run tries again.</summary>
    public async Task RunAsync(Func<RunningNode, Task> work, CancellationToken cancellation)
    {
        if (surroundings.Clock.GetUtcNow() < notBefore) return;
        try
        {
            await using var node = await RunningNode.OpenAsync(folder, surroundings, password, cancellation);
            await work(node);
        }
        catch (MailException e)
        {
            var isRefused = e.Problem is MailProblem.LoginRefused or MailProblem.TokenRefused;
            if (isRefused) password.Forget();
            // Exchange names the time for which it wants to be left alone; who asks earlier is left waiting longer.
            notBefore = surroundings.Clock.GetUtcNow() + ((isRefused ? AfterRefusedLogin : e.After) ?? TimeSpan.Zero);
            LogFailure(MailErrorWords.Explain(e));
        }
        catch (Exception e) when (e is UserError or IOException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException
            or InvalidDataException or Templates.TemplateException)
        {
            LogFailure(e.Message);
        }
    }

    [LoggerMessage(EventId = 101, Level = LogLevel.Warning, Message = "This run failed and will be tried again: {Reason}")]
    private partial void LogFailure(string reason);
}
