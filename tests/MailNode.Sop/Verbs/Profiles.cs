namespace MailNode.Sop.Verbs;

/// <summary><c>list-profiles VERB</c>: the ways in which a verb can do its work, the usual one first.</summary>
internal static class Profiles
{
    private static readonly Dictionary<string, (string Name, string Text)[]> Known = new()
    {
        ["generate-key"] = [("rfc4880", "Ed25519 and Cv25519, version 4")],
        ["encrypt"] = [("rfc4880", "AES-256, SEIPD version 1"), ("rfc9580", "AES-256 in OCB, SEIPD version 2")],
    };

    public static void Run(SopCall call)
    {
        if (call.Allow().Files is not [var verb] || !Known.TryGetValue(verb, out var profiles))
            throw new SopFailure(SopExit.UnsupportedProfile, "This has no profiles.");
        foreach (var (name, text) in profiles)
            call.Write($"{name}: {text}\n");
    }

    /// <summary>What --profile asks for, or the usual.</summary>
    public static string Of(SopCall call, string verb)
    {
        var name = call.Value("--profile") ?? "default";
        if (name == "default")
            return Known[verb][0].Name;
        return Known[verb].Any(profile => profile.Name == name)
            ? name
            : throw new SopFailure(SopExit.UnsupportedProfile, $"{verb} has no profile {name}.");
    }
}
