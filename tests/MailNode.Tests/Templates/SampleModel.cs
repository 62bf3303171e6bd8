using MailNode.Templates;

namespace MailNode.Tests.Templates;

using Members = Dictionary<string, object?>;

/// <summary>A morning of Ana's: what the golden mails show.</summary>
internal static class SampleModel
{
    // A green hill below a pale sky, small enough to lie in a test.
    private const string Hill =
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='800' height='450'%3E%3Crect width='800' height='450' fill='%23f3c9a0'/%3E" +
        "%3Ccircle cx='560' cy='250' r='70' fill='%23f7e3b5'/%3E%3Crect y='270' width='800' height='180' fill='%23506f86'/%3E" +
        "%3Cpath d='M0 300 Q200 220 420 310 T800 290 V450 H0Z' fill='%23374a52'/%3E%3C/svg%3E";

    public static Members Digest() => new()
    {
        ["title"] = "Good morning, Ana",
        ["date"] = "Saturday, 21 November 2026",
        ["node"] = new Members { ["name"] = "Ana", ["address"] = "ana@example.org" },
        ["invite_count"] = 2,
        ["new_count"] = 7,
        ["requests"] = new List<object?>
        {
            new Members
            {
                ["name"] = "Cem Yıldız", ["address"] = "cem@example.net", ["fingerprint"] = "9F2C41D07A3E5B8812640CDE77F1A0B3C4D5E6F7",
                ["command"] = "mailnode confirm cem@example.net 9F2C41D0",
            },
        },
        ["threads"] = new List<object?> { Dusk(), Soup(), Poll(), Own() },
        ["more"] = 3,
    };

    public static Members Post()
    {
        var post = Dusk();
        post["node"] = new Members { ["name"] = "Ana", ["address"] = "ana@example.org" };
        post["thread_title"] = "The beach at dusk";
        return post;
    }

    public static Members Sealed() => new()
    {
        ["author_name"] = "Ana",
        ["kind"] = "post",
        ["text"] = "Soup on Sunday, from one o'clock.\nBring a spoon and somebody nice.",
        ["html"] = new Markup("<p>Soup on <strong>Sunday</strong>, from one o'clock.</p><p>Bring a spoon and somebody nice.</p>"),
        ["files"] = new List<object?> { File("how-to-find-us.pdf", "application/pdf", "212 KB") },
    };

    public static Members Author(string name, string address, string trust, bool you = false) =>
        new() { ["name"] = name, ["address"] = address, ["trust"] = trust, ["you"] = you };

    public static Members Message(Members author, string at, string text, string? html = null) => new()
    {
        ["id"] = "m", ["author"] = author, ["at"] = at, ["audience"] = "friends", ["text"] = text, ["html"] = new Markup(html ?? $"<p>{text}</p>"),
        ["edited"] = false, ["waiting"] = 0, ["pictures"] = new List<object?>(), ["files"] = new List<object?>(), ["reactions"] = new List<object?>(),
        ["placeholder"] = null, ["like"] = "mailto:ana%2Blike@example.org?subject=Like&body=%E2%9D%A4", ["reply"] = "mailto:ana%2Breply@example.org?subject=Re",
        ["comments"] = new List<object?>(), ["depth"] = 1,
    };

    private static Members Dusk()
    {
        var post = Message(
            Author("Ben", "ben@example.com", "verified"), "yesterday, 18:42",
            "We walked until the light was gone.\nThe dog found a crab, and the crab found the dog. Who comes along next Sunday?",
            "<p>We walked until the light was gone.</p><p>The dog found a crab, and the crab found the dog. <em>Who comes along next Sunday?</em></p>");
        post["audience"] = "Family";
        post["pictures"] = new List<object?> { new Members { ["src"] = Hill, ["alt"] = "The beach at dusk, the hills behind it", ["width"] = 800, ["height"] = 450 } };
        post["waiting"] = 2;
        post["files"] = new List<object?> { File("tides-november.pdf", "application/pdf", "84 KB") };
        post["reactions"] = new List<object?> { Reaction("❤️", "Ana", "Dara", "Grandma"), Reaction("🦀", "Dara") };
        post["comments"] = new List<object?>
        {
            Comment(1, Author("Grandma", "grandma@example.org", "known by mail, through Ana"), "21:03", "What a sky! Take a scarf next time, it is November after all."),
            Comment(2, Author("Ben", "ben@example.com", "verified"), "21:10", "I will. Promise."),
            Comment(3, Author("Ana", "ana@example.org", "verified", you: true), "21:12", "He will not. I know him."),
            Comment(1, Author("Eve", "eve@example.edu", "stranger"), "22:40", "Nice place. Where is it?"),
        };
        return post;
    }

    private static Members Soup()
    {
        var post = Message(
            Author("Dara", "dara@example.org", "invited"), "today, 07:55",
            "Soup on Sunday, from one o'clock:\n- lentils\n- the good bread\n- nothing else\n\nSay a word so that I know how many lentils.",
            "<p>Soup on Sunday, from one o'clock:</p><ul><li>lentils</li><li>the good bread</li><li>nothing else</li></ul>" +
            "<blockquote><p>Say a word so that I know how many lentils.</p></blockquote><p>The recipe: <code>lentils + time</code>, see <a href=\"https://example.org/soup\">example.org</a>.</p>");
        post["edited"] = true;
        post["reactions"] = new List<object?> { Reaction("👍", "Ben") };
        return post;
    }

    private static Members Poll()
    {
        var post = Message(Author("Ben", "ben@example.com", "verified"), "today, 08:01", "", "");
        post["html"] = null;
        post["placeholder"] = "Ben sent something that this version does not understand: poll";
        post["like"] = null;
        post["reply"] = null;
        return post;
    }

    private static Members Own()
    {
        var post = Message(Author("Ana", "ana@example.org", "verified", you: true), "today, 08:10", "Note to myself: buy lentils.");
        post["audience"] = "only you";
        post["like"] = null;
        return post;
    }

    private static Members Comment(int depth, Members author, string at, string text)
    {
        var comment = Message(author, at, text);
        comment["audience"] = null;
        comment["depth"] = depth;
        return comment;
    }

    private static Members File(string name, string type, string size) => new() { ["name"] = name, ["type"] = type, ["size"] = size };

    private static Members Reaction(string emoji, params string[] names) => new() { ["emoji"] = emoji, ["count"] = names.Length, ["names"] = names };
}
