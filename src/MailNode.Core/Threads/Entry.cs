using MailNode.Core.Contacts;
using MailNode.Core.Packets;

namespace MailNode.Core.Threads;

/// <summary>A post or a comment as it is shown.</summary>
public sealed record Entry
{
    public required PacketId Id { get; init; }

    /// <summary>The packet's type: post, comment, or one that this version does not understand.</summary>
    public required string Type { get; init; }
    public required Person Author { get; init; }
    public required DateTimeOffset At { get; init; }
    public required Audience Audience { get; init; }

    /// <summary>The text as written; empty when there is a <see cref="Placeholder"/>.</summary>
    public required string Text { get; init; }

    /// <summary>Stands where the text would, when this version does not understand the packet; else null.</summary>
    public string? Placeholder { get; init; }

    /// <summary>The author wants no readable copy at the reader's mail provider, or it is direct.</summary>
    public bool SealedCopies { get; init; }
    public bool Edited { get; init; }
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];
    public IReadOnlyList<Reaction> Reactions { get; init; } = [];
    public IReadOnlyList<Entry> Comments { get; init; } = [];

    /// <summary>The same with a line in place of what was written, for copies that a mail provider could read.</summary>
    public Entry WithoutText() => this with
    {
        Text = $"{Author.Name} wrote here. This is not copied in the clear: `mailnode show {Id.ToString()[..12]}` has the text.",
        Attachments = [],
        Placeholder = null,
        Comments = [.. Comments.Select(comment => comment.WithoutText())],
    };

    /// <summary>This entry and all below it, top to bottom, with their depth (0 for this one).</summary>
    public IEnumerable<(Entry Entry, int Depth)> Walk()
    {
        var open = new Stack<(Entry, int)>([(this, 0)]);
        while (open.TryPop(out var next))
        {
            yield return next;
            foreach (var comment in next.Item1.Comments.Reverse()) open.Push((comment, next.Item2 + 1));
        }
    }
}

/// <summary>One person's emoji on a post or a comment.</summary>
public sealed record Reaction(string Emoji, Person Author);
