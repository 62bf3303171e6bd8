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

    public Page Digest => Load("digest");

    public Page Post => Load("post");

    /// <summary>What a mail client without a node shows of a sealed mail.</summary>
    public Readable Readable(Packet packet, string author)
    {
        var text = packet.Body switch { PostBody post => post.Text, CommentBody comment => comment.Text, _ => "" };
        var (html, plain) = Load("sealed").Render(new Dictionary<string, object?>
        {
            ["author_name"] = author,
            ["kind"] = packet.Type,
            ["text"] = PostText.ToPlain(text),
            ["html"] = new Markup(PostText.ToHtml(text)),
            ["files"] = packet.Attachments.Select(one => (object?)new Dictionary<string, object?>
            {
                ["name"] = FileName.Clean(one.Name, one.Type), ["type"] = one.Type, ["size"] = EntryModel.SizeWords(one.Size),
            }).ToList(),
        });
        return new Readable(text.Length > 0 ? PostText.Preview(text, 60) : $"MailNode: {packet.Type}", plain, html);
    }

    private Page Load(string name)
    {
        if (loaded.TryGetValue(name, out var page)) return page;
        return loaded[name] = new Page(Parse($"{name}.html"), Parse($"{name}.txt"));
    }

    private Template Parse(string file)
    {
        var path = Path.Combine(own, file);
        if (!File.Exists(path)) path = Path.Combine(builtIn, file);
        return Template.Parse(File.ReadAllText(path), path);
    }
}
