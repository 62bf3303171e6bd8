using MailNode.Templates;

namespace MailNode.Tests.Templates;

/// <summary>Nothing that a template or a value asks for is without an end.</summary>
public sealed class TemplateBounds
{
    private static readonly TemplateOptions Small = new() { MaxLoops = 1000, MaxOutput = 10_000, MaxDepth = 10, Include = name => name == "self" ? "x{{ include 'self' }}" : null };

    [Theory]
    [InlineData("{{ while true }}{{ end }}", "steps")]
    [InlineData("{{ for x in 1..100000000000 }}{{ end }}", "elements")]
    [InlineData("{{ for x in 1..900 }}{{ for y in 1..900 }}{{ end }}{{ end }}", "steps")]
    [InlineData("{{ for x in 1..900 }}0123456789abcdef{{ end }}", "longer")]
    [InlineData("{{ x = 'ab'; for i in 1..100; x = x + x; end }}", "longer")]
    [InlineData("{{ 'ab' * 1000000000 }}", "longer")]
    [InlineData("{{ x = 'a' * 5000; x | string.replace 'a' 'bbb' }}", "longer")]
    [InlineData("{{ 'a' | string.pad_left 1000000000 }}", "longer")]
    [InlineData("{{ x = 'a' * 5000; [x, x, x] | array.join ',' | string.size }}", "longer")]
    [InlineData("{{ 1..1000000 | array.reverse }}", "elements")]
    [InlineData("{{ x = []; x[1000000000] = 1 }}", "whole number")]
    [InlineData("{{ 1 | math.format 'D999999999' }}", "format")]
    [InlineData("{{ include 'self' }}", "nested")]
    public void A_template_that_asks_for_too_much_is_stopped(string template, string says) =>
        Assert.Contains(says, Assert.Throws<TemplateException>(() => Template.Parse(template, "t").Render(new Dictionary<string, object?>(), Small)).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("(", "")]
    [InlineData("[", "")]
    [InlineData("{a:", "")]
    [InlineData("!", "x")]
    [InlineData("-", "x")]
    [InlineData("1+", "1")]
    [InlineData("a.", "a")]
    [InlineData("a?b:", "c")]
    [InlineData("x|string.upcase|", "string.upcase")]
    [InlineData("x[", "")]
    [InlineData("1??", "1")]
    [InlineData("if x\n", "")]
    [InlineData("if x\nelse ", "")]
    [InlineData("string.size(", "")]
    public void Deep_nesting_is_refused_before_the_stack_ends(string repeated, string last) =>
        Assert.Throws<TemplateException>(() => Template.Parse("{{ " + string.Concat(Enumerable.Repeat(repeated, 50_000)) + last + " }}", "t"));

    [Fact]
    public void A_list_that_holds_itself_is_written_to_a_depth()
    {
        var list = new List<object?>();
        list.Add(list);
        Assert.Contains('…', Template.Parse("{{ x }}", "t").Render(new Dictionary<string, object?> { ["x"] = list }, Small));
        Assert.Equal("true", Template.Parse("{{ x == [x[0]] }}", "t").Render(new Dictionary<string, object?> { ["x"] = list }, Small));
    }

    [Fact]
    public void A_template_with_any_damage_is_read_or_refused_and_never_breaks()
    {
        var text = TemplateFiles.Read("message.html")! + TemplateFiles.Read("message.txt") + TemplateFiles.Read("digest.html");
        var random = 12345u;
        for (var round = 0; round < 2000; round++)
        {
            var damaged = text.ToCharArray();
            for (var i = 0; i < 6; i++)
                damaged[Next(ref random, damaged.Length)] = "{}-~|.()[]'\"$#?:=<% \n0a\\"[(int)Next(ref random, 24)];
            var start = (int)Next(ref random, damaged.Length - 600);
            TryBoth(new string(damaged, start, 600));
        }
    }

    private static void TryBoth(string text)
    {
        try
        {
            Template.Parse(text, "t").Render(new Dictionary<string, object?>(), Small);
        }
        catch (TemplateException)
        {
            // Refused: the other good answer.
        }
    }

    // The same damage on every run, so that a failure can be seen again.
    private static uint Next(ref uint state, int below)
    {
        state = (state * 1664525) + 1013904223;
        return (state >> 8) % (uint)below;
    }
}
