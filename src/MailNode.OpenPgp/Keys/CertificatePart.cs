using System.Diagnostics.CodeAnalysis;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>A key, user id or anything else in a certificate, with the signatures that follow it.</summary>
internal sealed record CertificatePart(WirePacket Head, List<SignaturePacket> Signatures)
{
    /// <summary>Splits packets into certificates, each a primary key's part and what belongs to it.</summary>
    public static bool TrySplit(
        ReadOnlyMemory<byte> bytes, int mostCertificates, [NotNullWhen(true)] out List<List<CertificatePart>>? certificates, out string reason)
    {
        certificates = null;
        reason = "not OpenPGP packets";
        var found = new List<List<CertificatePart>>();
        var reader = new PacketReader(bytes);
        var packets = 0;
        while (reader.TryNext(out var packet))
        {
            if (packet.Tag is PacketTag.PublicKey or PacketTag.SecretKey)
                found.Add([new CertificatePart(packet, [])]);
            else if (found.Count == 0 && !packet.Ignorable)
                return Fail("it does not begin with a key", out reason);
            else if (!packet.Ignorable)
                Add(found[^1], packet);
            if (found.Count > mostCertificates)
                return Fail(SecretKey.SeveralKeys, out reason);
            if (++packets > (long)Policy.CertificatePackets * mostCertificates)
                return Fail("there are more packets in it than are accepted", out reason);
        }
        if (found.Count == 0 || (!reader.AtEnd && mostCertificates == 1))
            return false;                                  // a ring keeps what stands before the damage
        certificates = found;
        reason = "";
        return true;
    }

    /// <summary>The same in memory of its own, so that what it was read from can be wiped.</summary>
    public CertificatePart Copy() => new(Head.Copy(), [.. Signatures.Select(signature => signature.Copy())]);

    private static void Add(List<CertificatePart> parts, WirePacket packet)
    {
        if (packet.Tag != PacketTag.Signature)
            parts.Add(new CertificatePart(packet, []));
        else if (SignaturePacket.TryParse(packet, out var signature, out _))
            parts[^1].Signatures.Add(signature);           // other versions and damaged ones are as if they were not there
    }

    private static bool Fail(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
