namespace MailNode.OpenPgp.Wire;

/// <summary>A session key wrapped for one key (PKESK version 3; RFC 9580, section 5.1.1). Key id 0 stands for anybody.</summary>
internal sealed record WrappedKey(ulong KeyId, byte Algorithm, ReadOnlyMemory<byte> Value)
{
    public bool IsAnonymous => KeyId == 0;

    /// <summary>Null for other versions, which may stand beside one that we can read.</summary>
    public static WrappedKey? Read(ReadOnlyMemory<byte> body)
    {
        var cursor = new ByteCursor(body.Span);
        return cursor.TryByte(out var version) && version == 3 && cursor.TryUInt64(out var keyId) && cursor.TryByte(out var algorithm)
            ? new WrappedKey(keyId, algorithm, body[^cursor.Rest.Length..])
            : null;
    }
}
