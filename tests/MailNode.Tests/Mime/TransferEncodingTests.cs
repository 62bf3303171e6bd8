using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

public sealed class TransferEncodingTests
{
    [Theory]
    [InlineData("aGVsbG8=", "hello")]
    [InlineData("aGVs\r\nbG8=\r\n", "hello")]
    [InlineData("aGVs \n\tbG8=", "hello")]
    [InlineData("aGVsbG8", "hello")]
    [InlineData("aGV*sb!G8=", "hello")]
    [InlineData("aGVsbG8=aGVsbG8=", "hellohello")]
    [InlineData("aGVsbG8===", "hello")]
    [InlineData("=aGVsbG8=", "hello")]
    [InlineData("aGVsbG8=\r\n_______\r\nlist footer", "hello")]
    [InlineData("aGVsbG8= ignored", "hello")]
    [InlineData("aGVsbG8=\r\naGVsbG8=\r\n\r\n", "hellohello")]
    [InlineData("a", "")]
    [InlineData("", "")]
    [InlineData("====", "")]
    public void Base64_gives_what_is_valid(string text, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Decoded("base64", text)));

    [Theory]
    [InlineData("a=20b", "a b")]
    [InlineData("a=3d=3Db", "a==b")]
    [InlineData("soft=\r\nbreak", "softbreak")]
    [InlineData("soft=\nbreak", "softbreak")]
    [InlineData("soft= \t\r\nbreak", "softbreak")]
    [InlineData("blanks  \t\r\nend", "blanks\r\nend")]
    [InlineData("kept=20\r\nend", "kept \r\nend")]
    [InlineData("bad =ZZ =4 =", "bad =ZZ =4 ")]
    [InlineData("=", "")]
    [InlineData("a==b", "a==b")]
    [InlineData("é=C3=A9", "éé")]
    [InlineData("bare\rcr", "bare\rcr")]
    public void Quoted_printable_gives_what_is_valid(string text, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Decoded("quoted-printable", text)));

    [Theory]
    [InlineData("begin 644 a\n#0V%T\n`\nend\n", "Cat")]
    [InlineData("preface\r\nbegin 644 a\r\n#0V%T\r\n`\r\nend\r\nrest", "Cat")]
    [InlineData("#0V%T\n", "Cat")]
    [InlineData("begin 644 a\n#0V%T", "Cat")]
    [InlineData("begin 644 a\n", "")]
    [InlineData("", "")]
    public void Uuencode_gives_what_is_valid(string text, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Decoded("x-uuencode", text)));

    [Theory]
    [InlineData("BASE64", "hello")]
    [InlineData("base64;", "hello")]
    [InlineData(" base64 (really)", "hello")]
    [InlineData("base 64", "hello")]
    [InlineData("7bit", "aGVsbG8=")]
    [InlineData("8-bit", "aGVsbG8=")]
    [InlineData("nonsense", "aGVsbG8=")]
    public void The_name_may_be_misspelt(string name, string expected) => Assert.Equal(expected, Encoding.ASCII.GetString(Decoded(name, "aGVsbG8=")));

    [Theory]
    [InlineData("base64", "aGV*sbG8=")]
    [InlineData("base64", "aGVsb")]
    [InlineData("quoted-printable", "a=ZZ")]
    [InlineData("nonsense", "a")]
    public void What_is_broken_is_noted(string name, string text) => Assert.NotEmpty(Entity(name, text).Defects);

    [Theory]
    [InlineData("base64", "aGVs\r\nbG8=\r\n")]
    [InlineData("quoted-printable", "a=20b=\r\nc")]
    [InlineData("8bit", "é")]
    public void What_is_sound_is_not(string name, string text) => Assert.Empty(Entity(name, text).Defects);

    [Fact]
    public void Large_bodies_survive_both_ways()
    {
        var random = new SeededNumbers(7);
        for (var length = 0; length < 4000; length += 1 + random.Below(97))
        {
            var bytes = Enumerable.Range(0, length).Select(_ => (byte)random.Below(256)).ToArray();
            var encoded = new byte[Base64Body.EncodedLength(length)];
            Base64Body.Encode(bytes, encoded);
            Assert.Equal(Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks) + (length > 0 ? "\r\n" : ""), Encoding.ASCII.GetString(encoded));
            Assert.Equal(bytes, Base64Body.Decode(encoded, out var broken).ToArray());
            Assert.False(broken);
        }
    }

    /// <summary>Lines of any length and end, blanks at their ends, and faults at any place: what others wrote never looks like ours.</summary>
    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData(" \t\r\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("\r")]
    public void Base64_of_any_shape_decodes(string end)
    {
        var random = new SeededNumbers(13);
        foreach (var width in (int[])[1, 4, 60, 64, 75, 76, 77, 4863, 4864, 4865, 100_000])
        {
            var bytes = Enumerable.Range(0, 3 * (3_000 + random.Below(2_000))).Select(_ => (byte)random.Below(256)).ToArray();
            var text = string.Join(end, Convert.ToBase64String(bytes).Chunk(width).Select(line => new string(line)));
            Assert.Equal(bytes, Base64Body.Decode(Encoding.ASCII.GetBytes(text), out var broken).ToArray());
            Assert.False(broken);
            var at = random.Below(text.Length);
            Assert.Equal(bytes, Base64Body.Decode(Encoding.ASCII.GetBytes(text[..at] + "*" + text[at..]), out broken).ToArray());
            Assert.True(broken);
        }
    }

    [Fact]
    public void Quoted_printable_keeps_its_columns_and_its_text()
    {
        var random = new SeededNumbers(11);
        var alphabet = "aaaaaa F.rom =é\t日\0\r\n".EnumerateRunes().Select(rune => rune.ToString()).ToArray();
        for (var i = 0; i < 500; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Below(400)).Select(_ => alphabet[random.Below(alphabet.Length)]))
                .ReplaceLineEndings("\r\n");
            var encoded = QuotedPrintable.Encode(Encoding.UTF8.GetBytes(text));
            Assert.Equal(text, Encoding.UTF8.GetString(QuotedPrintable.Decode(encoded, out var broken).Span));
            Assert.False(broken);
            Assert.All(Encoding.ASCII.GetString(encoded).Split("\r\n"), AssertFitForTravel);
        }
    }

    private static void AssertFitForTravel(string line)
    {
        Assert.True(line.Length <= 76, line);
        Assert.False(line.EndsWith(' ') || line.EndsWith('\t') || line.StartsWith("From ", StringComparison.Ordinal) || line.StartsWith('.'), line);
    }

    private static MimeEntity Entity(string encoding, string text) =>
        MimeEntity.Parse(Encoding.UTF8.GetBytes($"Content-Transfer-Encoding: {encoding}\r\n\r\n{text}"));

    private static byte[] Decoded(string encoding, string text) => Entity(encoding, text).Decode().ToArray();
}
