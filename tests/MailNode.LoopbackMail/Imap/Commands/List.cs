namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>
/// LIST with the options of LIST-EXTENDED, SPECIAL-USE and LIST-STATUS (RFC 5258, 6154 and 5819), LSUB (RFC 3501, section 6.3.9)
/// and NAMESPACE (RFC 9051, section 6.3.10).
/// </summary>
internal static class List
{
    private static readonly string[] WithUse = ["Sent", "Junk", "Drafts", "Trash", "Archive"];

    public static Task<string> NamespaceAsync(ImapTalk talk, Ask ask)
    {
        talk.Wire.SayLine($"* NAMESPACE ((\"{talk.Options.Prefix}\" \"{talk.Options.Delimiter}\")) NIL NIL");
        return Task.FromResult("OK Done");
    }

    public static Task<string> SubscribedAsync(ImapTalk talk, Ask ask)
    {
        if (ask.Words.Count != 2)
            return Task.FromResult(ImapTalk.Bad);
        if (ask[1].Length == 0)
            return Task.FromResult(SayDelimiter(talk, "LSUB"));
        foreach (var folder in talk.Owner.Folders.Where(folder => folder.IsSubscribed && Fits(talk, folder, ask[0] + ask[1])))
            talk.Wire.SayLine($"* LSUB () \"{talk.Options.Delimiter}\" {Text.Quote(talk.Names.ToWire(folder.Name))}");
        return Task.FromResult("OK Done");
    }

    public static Task<string> RunAsync(ImapTalk talk, Ask ask)
    {
        var select = ask.ListAt(0);
        var words = ask.Words.Skip(ask.Words.Count > 0 && ask.Words[0].List is not null ? 1 : 0).ToArray();
        var isPlain = words.Length == 2 && words.Length == ask.Words.Count && words[1].List is null;
        if (words.Length is not (2 or 4) || !(isPlain || talk.Can("LIST-EXTENDED")) || (words.Length == 4 && !words[2].Is("RETURN")))
            return Task.FromResult(ImapTalk.Bad);
        if (words[1] is { Text: "", List: null })
            return Task.FromResult(SayDelimiter(talk, "LIST"));
        var give = words.Length == 4 ? words[3].List ?? [] : [];
        var patterns = (words[1].List ?? [words[1]]).Select(word => words[0].Text + word.Text).ToArray();
        foreach (var folder in talk.Owner.Folders.Where(folder => IsSelected(talk, folder, select)))
        {
            if (patterns.Any(pattern => Fits(talk, folder, pattern)))
                Say(talk, folder, showsSubscribed: select.Concat(give).Any(word => word.Is("SUBSCRIBED")), give);
        }
        return Task.FromResult("OK Done");
    }

    /// <summary>Wildcards: * is anything, % anything but the delimiter. Names are short, so trying again after each star is fine.</summary>
    public static bool Fits(string name, string pattern, char delimiter)
    {
        var places = new HashSet<int> { 0 };
        foreach (var c in pattern)
        {
            places = c switch
            {
                '*' => [.. places.SelectMany(at => Enumerable.Range(at, name.Length - at + 1))],
                '%' => [.. places.SelectMany(at => Enumerable.Range(at, Stop(name, at, delimiter) - at + 1))],
                _ => [.. places.Where(at => at < name.Length && name[at] == c).Select(at => at + 1)],
            };
        }
        return places.Contains(name.Length) || (name == "INBOX" && pattern.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private static bool Fits(ImapTalk talk, LoopbackFolder folder, string pattern) =>
        Fits(talk.Names.ToWire(folder.Name), pattern, talk.Options.Delimiter);

    private static bool IsSelected(ImapTalk talk, LoopbackFolder folder, IReadOnlyList<Word> select) =>
        (folder.IsSubscribed || !select.Any(word => word.Is("SUBSCRIBED")))
        && (Use(talk, folder).Length > 0 || !select.Any(word => word.Is("SPECIAL-USE")));

    private static string SayDelimiter(ImapTalk talk, string verb)
    {
        talk.Wire.SayLine($"* {verb} (\\Noselect) \"{talk.Options.Delimiter}\" \"\"");
        return "OK Done";
    }

    private static void Say(ImapTalk talk, LoopbackFolder folder, bool showsSubscribed, IReadOnlyList<Word> give)
    {
        var hasChildren = talk.Owner.Folders.Any(other => other.Name.StartsWith(folder.Name + "/", StringComparison.Ordinal));
        var attributes = (hasChildren ? "\\HasChildren" : "\\HasNoChildren")
            + (showsSubscribed && folder.IsSubscribed ? " \\Subscribed" : "") + Use(talk, folder);
        talk.Wire.SayLine($"* LIST ({attributes}) \"{talk.Options.Delimiter}\" {Text.Quote(talk.Names.ToWire(folder.Name))}");
        var status = give.ToList().FindIndex(word => word.Is("STATUS"));
        if (status >= 0 && talk.Can("LIST-STATUS") && give.ElementAtOrDefault(status + 1)?.List is { } asked)
            Status.Say(talk, folder, asked);
    }

    private static string Use(ImapTalk talk, LoopbackFolder folder) =>
        talk.Can("SPECIAL-USE") && WithUse.Contains(folder.Name) ? $" \\{folder.Name}" : "";

    private static int Stop(string name, int at, char delimiter)
    {
        var stop = name.IndexOf(delimiter, at);
        return stop < 0 ? name.Length : stop;
    }
}
