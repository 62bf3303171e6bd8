using System.Globalization;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;

namespace MailNode.Sop.Verbs;

/// <summary>The lines that tell of good signatures: when, by which key, of which certificate, over bytes or text.</summary>
internal static class Verifications
{
    public static string Line(DateTimeOffset signedAt, ReadOnlyMemory<byte> signature, Certificate signer)
    {
        var at = signedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var made = Parse(signature);
        var key = signer.Keys.First(key => made.Names(key.Key.Fingerprint)).Key.Fingerprint;
        return $"{at} {key} {signer.Fingerprint} mode:{(made.Type == SignatureTypes.Text ? "text" : "binary")}\n";
    }

    /// <summary>Signatures that are not good end the command: what they are over is not given out.</summary>
    public static SopFailure None(OpenRefusal reason) => new(SopExit.NoSignature, $"No good signature: {reason}.");

    private static SignaturePacket Parse(ReadOnlyMemory<byte> signature)
    {
        var reader = new PacketReader(signature);
        return reader.TryNext(out var packet) && SignaturePacket.TryParse(packet, out var parsed, out _)
            ? parsed
            : throw new InvalidOperationException("A signature that was good does not parse.");
    }
}
