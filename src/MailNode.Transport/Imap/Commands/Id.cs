namespace MailNode.Transport.Imap.Commands;

/// <summary>ID (RFC 2971): says which program this is, and nothing about the machine or the person.</summary>
internal static class Id
{
    private static readonly string Version = typeof(Id).Assembly.GetName().Version?.ToString(2) ?? "0";

    // Quirk: 163.com and QQ open no folder for a client that has not said who it is (A_server_that_wants_to_know_hears_name_and_version).
    public static Task RunAsync(ImapConnection connection, CancellationToken c) =>
        connection.Capabilities.Has("ID")
            ? connection.RunAsync(new ImapCommand("ID").Raw($"(\"name\" \"MailNode\" \"version\" \"{Version}\")"), c)
            : Task.CompletedTask;
}
