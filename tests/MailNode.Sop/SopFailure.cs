namespace MailNode.Sop;

/// <summary>Ends the command with one of the draft's exit codes and a sentence for people.</summary>
internal sealed class SopFailure(SopExit exit, string message) : Exception(message)
{
    public SopExit Exit { get; } = exit;
}
