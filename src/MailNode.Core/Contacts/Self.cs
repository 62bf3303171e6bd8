using MailNode.Core.Packets;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Core.Contacts;

/// <summary>The user, as their own node knows and introduces them.</summary>
public sealed record Self(string Name, EmailAddress Address, Certificate Certificate)
{
    public Fingerprint Fingerprint => Certificate.Fingerprint;

    public Person Person => new(Name, Address.ToString(), Fingerprint, Trust.Self);

    public Address MailAddress => new(Name, Address);

    public Profile Profile => new(Name, [$"mailto:{Address}"], [Packet.Version], PacketTypes.Social);

    /// <summary>For the address books of others.</summary>
    /// <param name="invite">A link for one friend; null for none.</param>
    public VCard AsCard(string? invite) => new(Name, Address, [Certificate.Minimal()], invite);

    /// <summary>The minimal certificate as packets carry it.</summary>
    public string CertificateText => TextOf(Certificate);

    public static string TextOf(Certificate certificate) => Convert.ToBase64String(certificate.Minimal());
}
