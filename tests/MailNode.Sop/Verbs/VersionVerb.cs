using MailNode.OpenPgp;

namespace MailNode.Sop.Verbs;

/// <summary><c>version [--extended|--backend|--sop-spec]</c>.</summary>
internal static class VersionVerb
{
    public static void Run(SopCall call)
    {
        call.Allow("--extended", "--backend", "--sop-spec");
        var name = typeof(Seal).Assembly.GetName();
        if (call.Has("--sop-spec"))
            call.Write("~draft-dkg-openpgp-stateless-cli-14\n");
        else
            call.Write($"{name.Name} {name.Version?.ToString(3)}\n");
        if (call.Has("--extended"))
            call.Write($".NET {Environment.Version}\n");
    }
}
