using MailNode.OpenPgp;

namespace MailNode.Sop.Verbs;

/// <summary><c>dearmor &lt; TEXT</c>.</summary>
internal static class DearmorVerb
{
    public static void Run(SopCall call)
    {
        if (!Armor.TryDecode(call.Allow().ReadInput(), out _, out var packets))
            throw new SopFailure(SopExit.BadData, "There is not one armored block in it.");
        call.Write(packets);
    }
}
