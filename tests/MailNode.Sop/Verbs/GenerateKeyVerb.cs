using MailNode.OpenPgp;

namespace MailNode.Sop.Verbs;

/// <summary><c>generate-key [--profile=NAME] [--with-key-password=FILE] [--no-armor] USERID</c>.</summary>
internal static class GenerateKeyVerb
{
    public static void Run(SopCall call)
    {
        call.Allow("--profile", "--with-key-password", "--no-armor");
        if (call.Files is not [var userId])
            throw SopCall.Missing("one user id");
        Profiles.Of(call, "generate-key");
        using var key = SecretKey.Generate(userId, call.Now);
        call.WritePackets("PGP PRIVATE KEY BLOCK", call.Value("--with-key-password") is { } file
            ? key.Lock(SopCall.ReadPassword(file))
            : key.ToBytes());
    }
}
