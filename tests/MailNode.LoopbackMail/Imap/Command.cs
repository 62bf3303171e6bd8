using System.Collections.Frozen;
using MailNode.LoopbackMail.Imap.Commands;

namespace MailNode.LoopbackMail.Imap;

/// <summary>When a command may be given (RFC 9051, section 3).</summary>
internal enum Stage
{
    Any = 0,
    LoggedIn = 1,
    InFolder = 2,
}

/// <summary>What the server does on a verb: when, with which capability only, and whether the verb may follow UID.</summary>
internal sealed record Command(Func<ImapTalk, Ask, Task<string>> RunAsync, Stage Stage, string Needs = "", bool KnowsUids = false)
{
    public static readonly FrozenDictionary<string, Command> All = new Dictionary<string, Command>(StringComparer.OrdinalIgnoreCase)
    {
        ["CAPABILITY"] = new(Capability.RunAsync, Stage.Any),
        ["NOOP"] = new(Select.NothingAsync, Stage.Any),
        ["LOGOUT"] = new(Login.LogoutAsync, Stage.Any),
        ["ID"] = new(Capability.IdAsync, Stage.Any, "ID"),
        ["STARTTLS"] = new(Login.StartTlsAsync, Stage.Any, "STARTTLS"),
        ["LOGIN"] = new(Login.RunAsync, Stage.Any),
        ["AUTHENTICATE"] = new(Login.AuthenticateAsync, Stage.Any),
        ["ENABLE"] = new(Capability.EnableAsync, Stage.LoggedIn, "ENABLE"),
        ["COMPRESS"] = new(Compress.RunAsync, Stage.LoggedIn, "COMPRESS=DEFLATE"),
        ["NAMESPACE"] = new(List.NamespaceAsync, Stage.LoggedIn, "NAMESPACE"),
        ["LIST"] = new(List.RunAsync, Stage.LoggedIn),
        ["LSUB"] = new(List.SubscribedAsync, Stage.LoggedIn),
        ["CREATE"] = new(Folders.CreateAsync, Stage.LoggedIn),
        ["DELETE"] = new(Folders.DeleteAsync, Stage.LoggedIn),
        ["RENAME"] = new(Rename.RunAsync, Stage.LoggedIn),
        ["SUBSCRIBE"] = new(Folders.SubscribeAsync, Stage.LoggedIn),
        ["UNSUBSCRIBE"] = new(Folders.SubscribeAsync, Stage.LoggedIn),
        ["STATUS"] = new(Status.RunAsync, Stage.LoggedIn),
        ["GETQUOTA"] = new(Quota.RunAsync, Stage.LoggedIn, "QUOTA"),
        ["GETQUOTAROOT"] = new(Quota.RootAsync, Stage.LoggedIn, "QUOTA"),
        ["APPEND"] = new(Append.RunAsync, Stage.LoggedIn),
        ["SELECT"] = new(Select.RunAsync, Stage.LoggedIn),
        ["EXAMINE"] = new(Select.RunAsync, Stage.LoggedIn),
        ["IDLE"] = new(Idle.RunAsync, Stage.LoggedIn, "IDLE"),
        ["CHECK"] = new(Select.NothingAsync, Stage.InFolder),
        ["CLOSE"] = new(Select.CloseAsync, Stage.InFolder),
        ["UNSELECT"] = new(Select.CloseAsync, Stage.InFolder, "UNSELECT"),
        ["FETCH"] = new(Fetch.RunAsync, Stage.InFolder, KnowsUids: true),
        ["SEARCH"] = new(Search.RunAsync, Stage.InFolder, KnowsUids: true),
        ["STORE"] = new(Store.RunAsync, Stage.InFolder, KnowsUids: true),
        ["COPY"] = new(Copy.RunAsync, Stage.InFolder, KnowsUids: true),
        ["MOVE"] = new(Copy.RunAsync, Stage.InFolder, "MOVE", KnowsUids: true),
        ["EXPUNGE"] = new(Expunge.RunAsync, Stage.InFolder, KnowsUids: true),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
