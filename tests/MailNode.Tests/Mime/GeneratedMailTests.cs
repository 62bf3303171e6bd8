using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

/// <summary>Mail of every kind that a node could want to send, made up by the thousand: all of it is what servers and filters expect.</summary>
public sealed class GeneratedMailTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 21, 8, 15, 30, TimeSpan.FromHours(1));

    private static readonly string[] Names =
        ["Ana", "Müller, Jörg", "日本 太郎", "\"Q\" (quoted) <x>", "a@b.example", "x\r\nBcc: eve@example.org", "\0\u202E\u0085", "=?utf-8?q?x?=", "", "  ", new string('n', 300), "\uD800"];

    private static readonly string[] Locals =
        ["ana", "\"a b\"", "\"a\\\"b\"", "\"a\\\\b\"", "a.b+c", "\"<>,;:@\"", new string('l', 200)];

    private static readonly string[] FileNames =
        ["beach.jpg", "Bild für Ben.png", "../../etc/passwd", "a\r\nContent-Type: text/html", "\"quoted\".txt", "日本.pdf", new string('f', 500) + ".zip", "a\0b", "%41'b*.txt", "", " "];

    private static readonly string[] Texts =
        ["", "short\n", "no end", "Grüße\n", "日本語\n日本語\n", "From here\n", ".\n.\n", "-- \nAna\n", "flowed \ntext \n", "a\rb\r\nc\n", "\0", "\uFEFFmark\n", "--=_x\n"];

    private readonly SeededNumbers random = new(20261121);

    [Fact]
    public void All_of_it_is_fit_for_travel_and_says_what_it_should()
    {
        for (var i = 0; i < 1000; i++)
        {
            var leaves = new List<(string Kind, string Content)>();
            var recipients = Enumerable.Range(0, random.Below(20)).Select(_ => new Address(One(Names), Email())).ToArray();
            var bytes = Body(3, leaves).Header("From", new Address(One(Names), Email())).Header("To", recipients)
                .Header("Subject", One(Names) + One(Texts) + One(Names)).Date(At.AddSeconds(i)).MessageId("Message-ID", $"{i}@example.org").WriteMessage();
            AssertFitForTravel(bytes);
            AssertSays(MimeEntity.Parse(bytes), i, recipients, leaves);
        }
    }

    [Fact]
    public void Two_hundred_recipients_are_folded()
    {
        var everybody = Enumerable.Range(0, 200).Select(i => new Address($"Reader {i}, of many", EmailAddress.Parse($"reader{i}@example.org"))).ToArray();
        var bytes = MimeBuilder.Text("text/plain", "x").Header("To", everybody).WriteMessage();
        MimeBuilderTests.AssertFitForTravel(bytes);
        Assert.Equal(everybody, MimeEntity.Parse(bytes).Headers.Addresses("To"));
    }

    [Fact]
    public void A_long_line_of_any_length_around_the_limit_arrives()
    {
        for (var length = 990; length < 1005; length++)
        {
            var text = "a\n" + new string('x', length) + "\nb";
            var entity = MimeEntity.Parse(MimeBuilder.Text("text/plain", text).Write());
            Assert.Equal(text, entity.Text());
            Assert.Equal(length <= 998 ? "7bit" : "quoted-printable", entity.Headers.First("Content-Transfer-Encoding")?.Value);
        }
    }

    [Fact]
    public void What_is_written_into_a_buffer_is_the_same()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var expected = new List<byte>();
        for (var i = 0; i < 30; i++)
        {
            var mail = Body(3, []).Header("Subject", One(Names));
            mail.WriteMessage(buffer);
            expected.AddRange(mail.WriteMessage());
        }

        Assert.Equal(expected, buffer.WrittenSpan.ToArray());
    }

    private MimeBuilder Body(int depth, List<(string Kind, string Content)> leaves)
    {
        switch (depth == 0 ? random.Below(3) : random.Below(6))
        {
            case 0:
                leaves.Add(("text", One(Texts)));
                return MimeBuilder.Text("text/plain", leaves[^1].Content);
            case 1:
                leaves.Add(("file", One(Texts) + new string('é', random.Below(300))));
                return MimeBuilder.Binary("image/jpeg", Encoding.UTF8.GetBytes(leaves[^1].Content), One(FileNames), random.Below(2) == 0 ? "inline" : "attachment", "x@y");
            case 2:
                leaves.Add(("file", new string('x', random.Below(1500)) + "\r\n"));
                return MimeBuilder.SevenBit("application/octet-stream", Encoding.ASCII.GetBytes(leaves[^1].Content)).Disposition("inline", One(FileNames));
            default:
                return MimeBuilder.Multipart("mixed", [.. Enumerable.Range(0, 1 + random.Below(4)).Select(_ => Body(depth - 1, leaves))])
                    .ContentParameter("note", One(Names));
        }
    }

    private static void AssertSays(MimeEntity mail, int number, Address[] recipients, List<(string Kind, string Content)> leaves)
    {
        Assert.Equal($"{number}@example.org", Assert.Single(mail.Headers.MessageIds("Message-ID")));
        Assert.Equal(At.AddSeconds(number), mail.Headers.Date);
        Assert.Equal(recipients.Select(one => one.Email.Local), mail.Headers.Addresses("To").Select(one => one.Email.Local));
        Assert.Equal(
            leaves.Select(leaf => leaf.Kind == "text" ? OneKindOfEnd(leaf.Content) : leaf.Content),
            mail.Leaves().Zip(leaves, (part, leaf) => leaf.Kind == "text" ? part.Text() : Encoding.UTF8.GetString(part.Decode().Span)));
        foreach (var name in (string[])["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"])
            Assert.Single(mail.Headers.All(name));
        Assert.Empty(mail.Headers.All("Bcc"));
        Assert.All(mail.Leaves(), leaf => Assert.Empty(leaf.Defects));
    }

    /// <summary>7-bit, lines of whole CRLFs, headers within 78 columns but for single words, everything within 998.</summary>
    private static void AssertFitForTravel(byte[] bytes)
    {
        Assert.False(bytes.AsSpan().ContainsAnyExceptInRange((byte)1, (byte)126));
        var inHeader = true;
        foreach (var line in Encoding.ASCII.GetString(bytes).Split("\r\n"))
        {
            inHeader = line.Length > 0 && (inHeader || line.StartsWith("--=_", StringComparison.Ordinal));
            Assert.True(line.Length <= 998 && !line.AsSpan().ContainsAny('\r', '\n'), line);
            Assert.True(!inHeader || line.Length <= 78 || !line.TrimStart().Contains(' ', StringComparison.Ordinal), line);
            Assert.False(line.StartsWith("From ", StringComparison.Ordinal), line);
        }
    }

    private EmailAddress Email() => EmailAddress.Parse(One(Locals) + "@" + (random.Below(4) == 0 ? "münchen.example" : "example.org"));

    // A byte order mark at the start is no text.
    private static string OneKindOfEnd(string text) => text.ReplaceLineEndings("\n").TrimStart('\uFEFF');

    private string One(string[] choices) => choices[random.Below(choices.Length)];
}
