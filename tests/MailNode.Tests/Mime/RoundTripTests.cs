using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

/// <summary>What is built reads the same again, for thousands of made-up mails.</summary>
public sealed class RoundTripTests
{
    private static readonly string[] Pieces =
        [.. "a b,c.;:\"\\<>()[]@=?_*'%é日😀-/ ü  \u0301\u200E\u202E\u00A0".EnumerateRunes().Select(rune => rune.ToString()), "=?utf-8?q?a?=", "word", " word", "From ", "\n", "\n\n", "\nFrom ", ".\n", "--", "\t"];

    private readonly SeededNumbers random = new(42);

    [Fact]
    public void Texts_in_headers_survive()
    {
        for (var i = 0; i < 5000; i++)
        {
            var text = OnOneLine(Made(60));
            var name = random.Below(2) == 0 ? "Subject" : "X-" + new string('n', random.Below(60));
            var bytes = MimeBuilder.Text("text/plain", "").Header(name, text).Write();
            MimeBuilderTests.AssertFitForTravel(bytes);
            Assert.Equal(text.Trim(' '), MimeEntity.Parse(bytes).Headers.Text(name));
        }
    }

    [Fact]
    public void Addresses_survive()
    {
        for (var i = 0; i < 3000; i++)
        {
            var addresses = Enumerable.Range(0, 1 + random.Below(5)).Select(_ => new Address(OnOneLine(Made(30)).Trim(), MadeEmail())).ToArray();
            var bytes = MimeBuilder.Text("text/plain", "").Header("To", addresses).Write();
            MimeBuilderTests.AssertFitForTravel(bytes);
            Assert.Equal(addresses, MimeEntity.Parse(bytes).Headers.Addresses("To"));
        }
    }

    [Fact]
    public void Bodies_survive()
    {
        for (var i = 0; i < 3000; i++)
        {
            var text = Made(200);
            var bytes = MimeBuilder.Text("text/plain", text).Write();
            Assert.Equal(text, MimeEntity.Parse(bytes).Text());
            AssertSevenBit(bytes);
        }
    }

    [Fact]
    public void Parameters_and_file_names_survive()
    {
        for (var i = 0; i < 3000; i++)
        {
            var value = OnOneLine(Made(80));
            var stem = string.Concat(value.Where(char.IsAsciiLetter)) + "日é";
            var bytes = MimeBuilder.Text("text/plain", "").ContentParameter("x", value).Disposition("attachment", stem + ".txt").Write();
            MimeBuilderTests.AssertFitForTravel(bytes);
            var entity = MimeEntity.Parse(bytes);
            Assert.Equal(value.Length == 0 ? null : value, entity.ContentType.Parameter("x"));
            Assert.Equal(stem + ".txt", entity.FileName);
        }
    }

    [Fact]
    public void Trees_of_parts_survive()
    {
        for (var i = 0; i < 300; i++)
        {
            var texts = new List<string>();
            var bytes = MadeTree(4, texts).WriteMessage();
            AssertSevenBit(bytes);
            var entity = MimeEntity.Parse(bytes);
            Assert.Equal(texts, entity.Leaves().Where(leaf => !leaf.IsMultipart).Select(leaf => leaf.Text()));
            Assert.Equal("1.0", entity.Headers.Text("MIME-Version"));
            Assert.True(entity.Leaves().All(leaf => leaf.IsMultipart || leaf.Defects.Count == 0));
        }
    }

    private MimeBuilder MadeTree(int depth, List<string> texts)
    {
        if (depth == 0 || random.Below(3) == 0)
        {
            texts.Add(Made(40));
            return MimeBuilder.Text("text/plain", texts[^1]);
        }

        return MimeBuilder.Multipart("mixed", Enumerable.Range(0, random.Below(4)).Select(_ => MadeTree(depth - 1, texts)).ToArray());
    }

    private string Made(int pieces) => string.Concat(Enumerable.Range(0, random.Below(pieces)).Select(_ => Pieces[random.Below(Pieces.Length)]));

    private EmailAddress MadeEmail()
    {
        var local = string.Concat(Enumerable.Range(0, 1 + random.Below(20)).Select(_ => (char)(' ' + 1 + random.Below(94))));
        return EmailAddress.Parse(Quoted(local) + "@" + (random.Below(5) == 0 ? "[192.0.2.1]" : "mail.example.org"));
    }

    private static string Quoted(string text) => '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';

    private static string OnOneLine(string text) => text.Replace("\n", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal);

    private static void AssertSevenBit(ReadOnlySpan<byte> bytes)
    {
        Assert.True(Ascii.IsValid(bytes));
        Assert.All(Encoding.ASCII.GetString(bytes).Split("\r\n"), line => Assert.True(line.Length <= 998 && !line.Contains('\n', StringComparison.Ordinal)));
    }
}
