using MailNode.Core.Digests;
using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.Core.Text;
using MailNode.Templates;

namespace MailNode.Flows;

/// <summary>The templates: those that came with the program, each overridden by a file of the same name in the user's folder.</summary>
internal sealed class Pages(string builtIn, string own)
{
    private readonly Dictionary<string, Page> loaded = [];
    private readonly Dictionary<string, string?> texts = [];

    public Page Digest => Load("digest");

    public Page Post => Load("post");

    /// <summary>What a mail client without a node shows of a sealed mail.</summary>
    public Readable Readable(Packet packet, string author)
    {
        if (packet.Body is not PostBody and not CommentBody) return BetweenPrograms(packet);
        var text = packet.Body switch { PostBody post => post.Text, CommentBody comment => comment.Text, _ => "" };
        var (markup, words) = PostText.ToBoth(text);
        var (html, plain) = Load("sealed").Render(new Dictionary<string, object?>
        {
            ["author_name"] = author,
            ["kind"] = packet.Type,
            ["text"] = words,
            ["html"] = new Markup(markup),
            ["files"] = packet.Attachments.Select(one => (object?)new Dictionary<string, object?>
            {
                ["name"] = FileName.Clean(one.Name, one.Type), ["type"] = one.Type, ["size"] = EntryModel.SizeWords(one.Size),
            }).ToList(),
        });
        return new Readable(text.Length > 0 ? PostText.Preview(text, 60) : $"A {packet.Type} by {author}", plain, html);
    }

    /// <summary>What nobody has to read says so in one line.</summary>
    private static Readable BetweenPrograms(Packet packet)
    {
        var line = $"This mail is from one MailNode to another ({packet.Type}). There is nothing in it to read or to answer.";
        return new Readable($"MailNode: {packet.Type}", line + "\n", $"<p>{line}</p>\n");
    }

    private Page Load(string name)
    {
        if (loaded.TryGetValue(name, out var page)) return page;
        return loaded[name] = new Page(Parse($"{name}.html"), Parse($"{name}.txt"), Read);
    }

    private Template Parse(string file) => Template.Parse(Read(file) ?? throw new FileNotFoundException($"The template {file} is missing from {builtIn}."), file);

    /// <summary>A template's text by its bare name; null for a name that is a path, or unknown.</summary>
    private string? Read(string file)
    {
        if (file != Path.GetFileName(file)) return null;
        if (texts.TryGetValue(file, out var text)) return text;
        return texts[file] = ((string[])[own, builtIn]).Select(folder => Path.Combine(folder, file)).Where(File.Exists).Select(File.ReadAllText).FirstOrDefault();
    }
}
