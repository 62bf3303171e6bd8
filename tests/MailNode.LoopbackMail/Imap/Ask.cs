namespace MailNode.LoopbackMail.Imap;

/// <summary>A command on its way: what the client asked for, and whether by UID.</summary>
internal sealed record Ask(string Tag, string Verb, IReadOnlyList<Word> Words, bool ByUid)
{
    /// <summary>The text of a word, or "" where there is none.</summary>
    public string this[int at] => at < Words.Count ? Words[at].Text : "";

    /// <summary>The list at that place, or nothing.</summary>
    public IReadOnlyList<Word> ListAt(int at) => at < Words.Count ? Words[at].List ?? [] : [];
}
