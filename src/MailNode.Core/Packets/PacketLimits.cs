namespace MailNode.Core.Packets;

/// <summary>What a packet may be at most; beyond it, it is refused.</summary>
public static class PacketLimits
{
    /// <summary>Bytes of the JSON text; a relay carries a whole signed entity, so it is generous.</summary>
    public const int Bytes = 4 * 1024 * 1024;

    /// <summary>Bytes of an entity that a relay can carry: base64 and the packet around it have to fit into <see cref="Bytes"/>.</summary>
    public const int RelayedEntity = Bytes / 4 * 3 - 256 * 1024;

    /// <summary>Characters of the text of a post or a comment.</summary>
    public const int Text = 100_000;

    /// <summary>Characters of a minimal certificate in base64, as in an Autocrypt header.</summary>
    public const int Certificate = 64 * 1024;

    /// <summary>Fingerprints in <c>readers</c>.</summary>
    public const int Readers = 1000;

    /// <summary>Files of one packet.</summary>
    public const int Attachments = 100;

    /// <summary>Characters of any other string: a name, a label, an emoji, a media type.</summary>
    public const int Word = 1000;

    /// <summary>Bytes of one attached file, so that the sealed mail (1.9 times that) passes the 20 MB that most providers take.</summary>
    public const int AttachmentBytes = 10 * 1024 * 1024;

    /// <summary>Bytes up to which a file travels in the mail of its packet; larger ones follow as media.</summary>
    public const int InlineAttachmentBytes = 128 * 1024;
}
