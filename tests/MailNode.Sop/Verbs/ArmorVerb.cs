using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;

namespace MailNode.Sop.Verbs;

/// <summary><c>armor &lt; PACKETS</c>; what is armored already stays as it is.</summary>
internal static class ArmorVerb
{
    public static void Run(SopCall call)
    {
        call.Allow();
        var bytes = call.ReadInput();
        if (Armor.TryDecode(bytes, out _, out _))
            call.Write(bytes);
        else
            call.Write(Armor.EncodeBytes(KindOf(bytes), bytes));
    }

    private static string KindOf(byte[] bytes)
    {
        if (!new PacketReader(bytes).TryNext(out var first))
            throw new SopFailure(SopExit.BadData, "These are no OpenPGP packets.");
        return first.Tag switch
        {
            PacketTag.PublicKey => "PGP PUBLIC KEY BLOCK",
            PacketTag.SecretKey => "PGP PRIVATE KEY BLOCK",
            PacketTag.Signature => "PGP SIGNATURE",
            _ => "PGP MESSAGE",
        };
    }
}
