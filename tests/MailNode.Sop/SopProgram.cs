using MailNode.Sop.Verbs;

namespace MailNode.Sop;

/// <summary>
/// The library behind the stateless OpenPGP command line (draft-dkg-openpgp-stateless-cli), so that what drives any such
/// program drives ours. It differs in one thing: a message whose signature is not good is never written out.
/// </summary>
internal static class SopProgram
{
    public static SopExit Run(IReadOnlyList<string> arguments, Stream input, Stream output, TextWriter errors, DateTimeOffset now)
    {
        try
        {
            if (arguments.Count == 0)
                throw SopCall.Missing("what to do");
            Run(arguments[0], new SopCall(arguments.Skip(1), input, output, now));
            return SopExit.Ok;
        }
        catch (SopFailure failure)
        {
            errors.WriteLine(failure.Message);
            return failure.Exit;
        }
    }

    private static void Run(string verb, SopCall call)
    {
        switch (verb)
        {
            case "version": VersionVerb.Run(call); break;
            case "list-profiles": Profiles.Run(call); break;
            case "generate-key": GenerateKeyVerb.Run(call); break;
            case "extract-cert": ExtractCertVerb.Run(call); break;
            case "sign": SignVerb.Run(call); break;
            case "verify": VerifyVerb.Run(call); break;
            case "encrypt": EncryptVerb.Run(call); break;
            case "decrypt": DecryptVerb.Run(call); break;
            case "armor": ArmorVerb.Run(call); break;
            case "dearmor": DearmorVerb.Run(call); break;
            default: throw new SopFailure(SopExit.UnsupportedVerb, $"There is no {verb}.");
        }
    }
}
