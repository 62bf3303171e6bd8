using MailNode.OpenPgp;

namespace MailNode.Sop.Verbs;

/// <summary><c>sign [--as=binary] [--with-key-password=FILE] [--no-armor] KEY… &lt; DATA</c>: detached signatures.</summary>
internal static class SignVerb
{
    public static void Run(SopCall call)
    {
        call.Allow("--as", "--with-key-password", "--no-armor");
        if (call.Value("--as") is not (null or "binary"))
            throw new SopFailure(SopExit.UnsupportedOption, "What is signed is bytes.");
        if (call.Files.Count == 0)
            throw SopCall.Missing("a key");
        var content = call.ReadInput();
        call.WritePackets("PGP SIGNATURE", [.. call.Files.SelectMany(file => Sign(content, file, call))]);
    }

    private static byte[] Sign(byte[] content, string file, SopCall call)
    {
        using var key = call.ReadKey(file);
        return key.SigningKey(call.Now) is null
            ? throw new SopFailure(SopExit.KeyCannotSign, $"{file} cannot sign.")
            : DetachedSignature.Sign(content, key, call.Now);
    }
}
