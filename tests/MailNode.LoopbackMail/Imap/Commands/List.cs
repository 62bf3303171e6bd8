namespace MailNode.LoopbackMail.Imap.Commands;

/// <summary>LIST with RETURN (SPECIAL-USE), LSUB and NAMESPACE (RFC 9051, sections 6.3.9 and 6.3.10).</summary>
internal static class List
{
    private static readonly string[] WithUse = ["Sent", "Junk", "Drafts", "Trash", "Archive"];

    public static Task<string> NamespaceAsync(ImapTalk talk, Ask ask)
    {
        if (!talk.Options.Namespace)
            return Task.FromResult("BAD Unknown command");
        talk.Wire.SayLine($"* NAMESPACE ((\"{talk.Options.Prefix}\" \"{talk.Options.Delimiter}\")) NIL NIL");
        return Task.FromResult("OK Done");
    }

    /// <summary>Selection and return options need not be understood to be obeyed, but for SPECIAL-USE.</summary>
    public static Task<string> RunAsync(ImapTalk talk, Ask ask)
    {
        var words = ask.Words.SkipWhile(word => word.List is not null).ToList();
        if (words.Count < 2 || (words.Count > 2 && !talk.Options.SpecialUse))
            return Task.FromResult(ImapTalk.Bad);
        if (words[1].Text.Length == 0 && words[1].List is null)
        {
            talk.Wire.SayLine($"* {ask.Verb} (\\Noselect) \"{talk.Options.Delimiter}\" \"\"");
            return Task.FromResult("OK Done");
        }
        var patterns = (words[1].List ?? [words[1]]).Select(word => words[0].Text + word.Text).ToArray();
        foreach (var folder in talk.Owner.Folders.Where(folder => ask.Verb == "LIST" || folder.IsSubscribed))
        {
            var name = talk.Names.ToWire(folder.Name);
            if (patterns.Any(pattern => Fits(name, pattern, talk.Options.Delimiter)))
                talk.Wire.SayLine($"* {ask.Verb} ({Attributes(talk, folder)}) \"{talk.Options.Delimiter}\" {Quote(name)}");
        }
        return Task.FromResult("OK Done");
    }

    public static string Quote(string text) =>
        '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';

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

    private static int Stop(string name, int at, char delimiter)
    {
        var stop = name.IndexOf(delimiter, at);
        return stop < 0 ? name.Length : stop;
    }

    private static string Attributes(ImapTalk talk, LoopbackFolder folder)
    {
        var hasChildren = talk.Owner.Folders.Any(other => other.Name.StartsWith(folder.Name + "/", StringComparison.Ordinal));
        var use = talk.Options.SpecialUse && WithUse.Contains(folder.Name) ? $" \\{folder.Name}" : "";
        return (hasChildren ? "\\HasChildren" : "\\HasNoChildren") + use;
    }
}
