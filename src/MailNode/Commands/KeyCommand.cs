using System.CommandLine;

namespace MailNode.Commands;

/// <summary><c>mailnode key</c>: the node's OpenPGP key and those of others.</summary>
internal static class KeyCommand
{
    public static Command Create(Running run) => new("key", "Your OpenPGP key, and those of others.")
    {
        KeyShowCommand.Create(run), KeyFindCommand.Create(run), KeyLinkCommand.Create(run), KeyExportCommand.Create(run), KeyImportCommand.Create(run),
        KeyRenewCommand.Create(run), KeyRevokeCommand.Create(run),
    };
}
