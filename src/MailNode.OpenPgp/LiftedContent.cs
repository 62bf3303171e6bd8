namespace MailNode.OpenPgp;

/// <summary>
/// A signed entity lifted out of the sealed message that brought it, to be shown to others as its signer made it: exact bytes,
/// and a detached signature over them that any OpenPGP program verifies.
/// </summary>
/// <param name="Content">The signed bytes.</param>
/// <param name="Signature">The signature packet, binary.</param>
public sealed record LiftedContent(ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Signature);
