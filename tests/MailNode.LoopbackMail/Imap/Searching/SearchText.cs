using System.Text;
using MailNode.LoopbackMail.Imap.Fetching;

namespace MailNode.LoopbackMail.Imap.Searching;

/// <summary>Looks for text in a message as it is written: nothing is decoded.</summary>
internal static class SearchText
{
    /// <summary>An empty text fits every message that has the field.</summary>
    public static Test Field(string name, string text) => (_, message) =>
        new MessagePart(message.Bytes).Header.All(name).Any(value => value.Contains(text, StringComparison.OrdinalIgnoreCase));

    public static Test Anywhere(string text) => (_, message) => message.Text.Contains(text, StringComparison.OrdinalIgnoreCase);

    public static Test Body(string text) => (_, message) =>
        Encoding.Latin1.GetString(new MessagePart(message.Bytes).Body.Span).Contains(text, StringComparison.OrdinalIgnoreCase);
}
