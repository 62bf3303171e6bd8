using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp;

/// <summary>What the outside of a message tells without any key: whom it is encrypted to, and how its body is protected.</summary>
/// <param name="Recipients">
/// A key id (16 hex digits, RFC 9580, section 5.1.1) or a fingerprint (section 5.1.2) for each wrapped key that names one, in upper
/// case. Anybody can write anything there: it is no proof.
/// </param>
/// <param name="AnonymousRecipients">How many wrapped keys name nobody.</param>
/// <param name="Passphrases">How many passphrases open it.</param>
/// <param name="Protection">Of the body.</param>
public sealed record MessageOutline(
    IReadOnlyList<string> Recipients, int AnonymousRecipients, int Passphrases, BodyProtection Protection)
{
    private const int KeyIdLength = 8;

    /// <summary>
    /// Reads as far as the body, armored or binary; what is broken or beyond the limits ends the reading and is left out. Never opens
    /// anything, and says nothing about whether it can be opened.
    /// </summary>
    public static MessageOutline Read(ReadOnlyMemory<byte> message, OpenLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var (recipients, anonymous, passphrases, protection) = (new List<string>(), 0, 0, BodyProtection.None);
        if (!Armor.TryUnwrap(message, limits.MessageBytes, out var packets))
            return new MessageOutline(recipients, anonymous, passphrases, protection);
        var reader = new PacketReader(packets);
        for (var count = 0; count < limits.Packets && protection == BodyProtection.None && reader.TryNext(out var packet); count++)
        {
            if (packet.Tag == PacketTag.PassphraseKey)
                passphrases++;
            else if (packet.Tag != PacketTag.WrappedKey)
                protection = ProtectionOf(packet);
            else if (NameOf(packet.Body.Span) is { Length: > 0 } name)
                recipients.Add(name);
            else
                anonymous++;
        }

        return new MessageOutline(recipients, anonymous, passphrases, protection);
    }

    private static BodyProtection ProtectionOf(WirePacket packet) => packet.Tag switch
    {
        PacketTag.Unprotected => BodyProtection.Unprotected,
        PacketTag.Protected when packet.Body.Span is [1, ..] => BodyProtection.Version1,
        PacketTag.Protected when packet.Body.Span is [2, ..] => BodyProtection.Version2,
        PacketTag.Protected or PacketTag.Aead => BodyProtection.Unknown,
        _ => BodyProtection.None,
    };

    /// <summary>"" for one that names nobody.</summary>
    private static string NameOf(ReadOnlySpan<byte> wrapped)
    {
        var name = wrapped switch
        {
            [3, ..] when wrapped.Length > KeyIdLength => wrapped.Slice(1, KeyIdLength),
            [6, > 1, ..] when wrapped.Length > 2 + wrapped[1] => wrapped.Slice(3, wrapped[1] - 1),
            _ => default,
        };
        return name.ContainsAnyExcept((byte)0) ? Convert.ToHexString(name) : "";
    }
}

/// <summary>How the body of a message is kept from being changed.</summary>
public enum BodyProtection
{
    /// <summary>No encrypted body was found.</summary>
    None,

    /// <summary>Encrypted in the old way, without any protection (RFC 9580, section 5.7).</summary>
    Unprotected,

    /// <summary>By a modification detection code (RFC 9580, section 5.13.1).</summary>
    Version1,

    /// <summary>By authenticated encryption (RFC 9580, section 5.13.2).</summary>
    Version2,

    /// <summary>Encrypted in a way that is not known here.</summary>
    Unknown,
}
