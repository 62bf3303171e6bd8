namespace MailNode.OpenPgp;

/// <summary>How much of a message is read before it is refused.</summary>
public sealed record OpenLimits
{
    /// <summary>What mail needs: a 25 MB attachment passes, whatever armor and MIME add to it.</summary>
    public static OpenLimits Default { get; } = new();

    /// <summary>The longest message, in bytes, armor included.</summary>
    public int MessageBytes { get; init; } = 96 << 20;

    /// <summary>How many wrapped session keys a message may carry.</summary>
    public int WrappedKeys { get; init; } = 64;

    /// <summary>
    /// How many wrapped session keys are tried with each of our keys: as many as a batch with anonymous key ids may have readers.
    /// A try is one agreement.
    /// </summary>
    public int WrappedKeyTries { get; init; } = 64;

    /// <summary>How many of these tries may be with RSA, which takes a hundred times as long.</summary>
    public int RsaTries { get; init; } = 8;

    /// <summary>How often the body is decrypted, with whatever session keys are found: it may be large, and only one of them is the right one.</summary>
    public int BodyTries { get; init; } = 8;

    /// <summary>
    /// How many chunks a body of version 2 may have. Each costs a start of the cipher, whatever its length: 64 MiB in the shortest
    /// would take five seconds. Writers use 4 KiB and more.
    /// </summary>
    public int Chunks { get; init; } = 1 << 16;

    /// <summary>How many signatures a message may carry.</summary>
    public int Signatures { get; init; } = 16;

    /// <summary>How many OpenPGP packets a message may have in one layer.</summary>
    public int Packets { get; init; } = 256;

    /// <summary>How many compressed layers may lie in each other.</summary>
    public int CompressionDepth { get; init; } = 2;

    /// <summary>What compressed data may always unpack to, in bytes, if it stays within <see cref="CompressionRatio"/>.</summary>
    public int UnpackedBytes { get; init; } = 16 << 20;

    /// <summary>How many times its size compressed data may unpack to.</summary>
    public int CompressionRatio { get; init; } = 50;
}
