using System.Security.Cryptography;

namespace MailNode.Core.Envelopes;

/// <summary>The bytes of an attachment, by the hash that its packet names.</summary>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record AttachedFile(string Sha256, ReadOnlyMemory<byte> Bytes)
{
    public static AttachedFile Of(ReadOnlyMemory<byte> bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), bytes);
}
