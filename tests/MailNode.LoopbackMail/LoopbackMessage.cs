using System.Text;

namespace MailNode.LoopbackMail;

/// <summary>A message in a folder, as it was when it was looked at.</summary>
public sealed record LoopbackMessage(uint Uid, IReadOnlyList<string> Flags, DateTimeOffset InternalDate, byte[] Bytes)
{
    /// <summary>Grows with each change in the folder (RFC 7162).</summary>
    public long ModSeq { get; internal init; }

    /// <summary>The bytes, one character each.</summary>
    public string Text => Encoding.Latin1.GetString(Bytes);

    internal bool Has(string flag) => Flags.Contains(flag, StringComparer.OrdinalIgnoreCase);
}
