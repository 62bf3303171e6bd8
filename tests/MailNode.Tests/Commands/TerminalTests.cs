using System.Text.Json;
using MailNode.Commands;
using MailNode.Tests.People;

namespace MailNode.Tests.Commands;

public sealed class TerminalTests
{
    private static readonly InspectedJson Empty = InspectedJson.TooLarge("a.eml");

    /// <summary>Whatever the pieces are that it is written in.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("\u00FC\u2028\"\\\n\u0001<>&'")]
    [InlineData("\U0001F600")]
    [InlineData("a\U0001F600\u65E5")]
    public void A_long_text_is_the_same_JSON_as_a_short_one(string piece)
    {
        foreach (var length in (int[])[1, 2047, 2048, 2049, 10_000, 100_000])
        {
            var text = Growth.Times(piece, length);
            var output = new StringWriter();
            new Terminal(output, TextWriter.Null, json: true).Write(Empty with { Text = text }, InspectionSchema.Default.InspectedJson);
            var line = output.ToString();
            Assert.EndsWith("\n", line, StringComparison.Ordinal);
            Assert.Equal(text, JsonDocument.Parse(line).RootElement.Text("text"));
            Assert.Contains($"\"text\":{JsonSerializer.Serialize(text)},", line, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_mail_as_long_as_a_book_shelf_is_not_in_memory_twice(bool json)
    {
        var mail = Empty with { Text = Growth.Times("b\u00FCcher, b\u00FCcher\u001B\n", 500_000) };
        void Show()
        {
            var terminal = new Terminal(TextWriter.Null, TextWriter.Null, json);
            if (json) terminal.Write(mail, InspectionSchema.Default.InspectedJson);
            else InspectedText.Tell(terminal, mail);
        }

        Show();
        Assert.InRange(Growth.Allocated(Show), 0, 200_000);
    }

    [Fact]
    public void What_strangers_wrote_does_not_drive_the_terminal()
    {
        var output = new StringWriter { NewLine = "\n" };
        new Terminal(output, TextWriter.Null, json: false).Say("\u0007a\tb\u001B[2J\r\nc\u009Bd\u007F" + new string('e', 40_000));
        Assert.Equal("a\tb[2J\ncd" + new string('e', 40_000) + "\n", output.ToString());
    }
}
