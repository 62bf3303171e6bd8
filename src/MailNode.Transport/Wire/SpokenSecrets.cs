using System.Text;

namespace MailNode.Transport.Wire;

/// <summary>Remembers what was said in a login, whole, decoded and encoded, so that it is hidden wherever a server repeats it.</summary>
internal sealed class SpokenSecrets
{
    /// <summary>Shorter words are in every text; what is so short hides nothing either.</summary>
    private const int Shortest = 4;

    private const int MaxWords = 200;

    private static readonly char[] Between = [' ', '"', '\\', '\0', '\x01', ',', '=', '\r', '\n'];

    private readonly HashSet<string> words = [];

    public void Add(ReadOnlySpan<byte> said)
    {
        var text = Encoding.UTF8.GetString(said);
        AddWords(text);
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var decoded = new byte[word.Length];
            if (Convert.TryFromBase64String(word, decoded, out var length) && length > 0)
                AddWords(Encoding.UTF8.GetString(decoded, 0, length));
        }
    }

    /// <summary>The text with all that was said hidden.</summary>
    public string Hide(string text) =>
        words.OrderByDescending(word => word.Length).Aggregate(text, (shown, word) => shown.Replace(word, "***", StringComparison.OrdinalIgnoreCase));

    private void AddWords(string text)
    {
        foreach (var word in text.Split(Between, StringSplitOptions.RemoveEmptyEntries).Append(text.Trim()).Where(word => word.Length >= Shortest))
        {
            if (words.Count >= MaxWords)
                return;
            words.Add(word);
            words.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes(word)).TrimEnd('='));
        }
    }
}
