namespace MailNode.LoopbackMail.Sasl;

/// <summary>PLAIN (RFC 4616): who, as whom, password, with zero bytes between.</summary>
internal static class Plain
{
    public static async Task<LoopbackAccount?> RunAsync(SaslTalk talk) =>
        (await talk.FirstAsync()).Split('\0') is [_, var name, var password] ? talk.Post.LogIn(name, password) : null;
}
