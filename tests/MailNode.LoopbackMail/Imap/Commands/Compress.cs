namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>COMPRESS DEFLATE (RFC 4978).</summary>
internal static class Compress
{
    /// <summary>The end of the reply after which both sides compress.</summary>
    public const string GoSmall = "Compressed from here on";

    public static Task<string> RunAsync(ImapTalk talk, Ask ask)
    {
        if (!ask[0].Equals("DEFLATE", StringComparison.OrdinalIgnoreCase))
            return Task.FromResult("NO [CANNOT] No such method");
        return Task.FromResult(talk.Wire.IsCompressed ? "NO [COMPRESSIONACTIVE] It is" : $"OK {GoSmall}");
    }
}
