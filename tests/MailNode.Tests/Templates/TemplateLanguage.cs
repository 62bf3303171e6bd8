using MailNode.Templates;

namespace MailNode.Tests.Templates;

/// <summary>What Scriban's own files leave untested: our functions, includes, indents, and what a mistake is answered with.</summary>
public sealed class TemplateLanguage
{
    private static readonly Dictionary<string, object?> Model = new()
    {
        ["name"] = "Ana", ["none"] = null, ["count"] = 3, ["big"] = 5_000_000_000L, ["half"] = 0.5, ["yes"] = true,
        ["at"] = new DateTimeOffset(2026, 11, 5, 8, 15, 30, TimeSpan.FromHours(1)),
        ["words"] = new[] { "pear", "apple", "fig" },
        ["people"] = new List<object?> { Person("Ben", 30), Person("Ana", 41) },
        ["ana"] = Person("Ana", 41),
    };

    [Theory]
    [InlineData("{{ name }} {{ none }} {{ count }} {{ big }} {{ half }} {{ yes }} {{ at }}", "Ana  3 5000000000 0.5 true 05 Nov 2026")]
    [InlineData("{{ words }} {{ ana }}", "[\"pear\", \"apple\", \"fig\"] {name: \"Ana\", age: 41}")]
    [InlineData("{{ ana.name }}{{ ana['age'] }}{{ people[1].name }}{{ people[-1].age }}{{ words.size }}{{ name.size }}", "Ana41Ana4133")]
    [InlineData("{{ missing }}{{ missing?.deeper.still }}{{ ana.missing }}{{ missing ?? 'else' }}", "else")]
    [InlineData("{{ at.year }}-{{ at.hour }}", "2026-8")]
    [InlineData("{{ for p in ana }}{{ p.key }}={{ p.value }};{{ end }}", "name=Ana;age=41;")]
    [InlineData("{{ for c in name }}{{ c }}.{{ end }}", "A.n.a.")]
    [InlineData("{{ for x in none }}x{{ else }}y{{ end }}", "")]
    [InlineData("{{ for x in [] }}x{{ else }}y{{ end }}", "y")]
    [InlineData("{{ for x in 1..3 }}{{ for y in 1..x }}{{ for.index }}{{ end }}{{ for.last }} {{ end }}", "0false 01false 012true ")]
    [InlineData("{{ name = 'x' }}{{ for name in 1..2 }}{{ name }}{{ end }}{{ name }}", "12x")]
    [InlineData("{{ for name in 1..2 }}{{ end }}{{ name }}", "Ana")]
    [InlineData("{{ x = { a: 1 }; x.a += 2; x.b = [x.a]; x.b[1] = 'n'; x }}", "{a: 3, b: [3, \"n\"]}")]
    [InlineData("{{ 2147483647 + 1 }} {{ 2147483648 * 2 }} {{ 7 // 2 }} {{ -7 % 3 }} {{ 1e-7 }}", "2147483648 4294967296 3 -1 0.0000001")]
    public void Values_are_written_as_Scriban_writes_them(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{ 'aBc' | string.upcase }}{{ 'aBc' | string.downcase }}{{ 'abc' | string.capitalize }}{{ 'a b' | string.capitalizewords }}", "ABCabcAbcA B")]
    [InlineData("{{ 'The cat came back' | string.truncate 10 }}|{{ 'The cat came back' | string.truncate 8 '…' }}|{{ 'abc' | string.truncate 2 }}", "The cat...|The cat…|...")]
    [InlineData("{{ 'The cat came back' | string.truncatewords 2 }}", "The cat...")]
    [InlineData("[{{ ' a ' | string.strip }}][{{ ' a ' | string.lstrip }}][{{ ' a ' | string.rstrip }}]", "[a][a ][ a]")]
    [InlineData("{{ 'a-b-a' | string.replace 'a' 'c' | string.append '!' | string.prepend '?' | string.remove '-' }}", "?cbc!")]
    [InlineData("{{ 'a b  c' | string.split ' ' | array.join '+' }}{{ 'abc' | string.size }}", "a+b+c3")]
    [InlineData("{{ 'abc' | string.contains 'b' }}{{ 'abc' | string.starts_with 'b' }}{{ 'abc' | string.ends_with 'c' }}{{ '' | string.contains '' }}", "truefalsetruefalse")]
    [InlineData("{{ 'hello' | string.slice 1 3 }}{{ 'hello' | string.slice (-2) }}{{ 'hello' | string.slice1 0 }}{{ 'hello' | string.slice 9 }}", "ellloh")]
    [InlineData("{{ \"a\\\"b\\n\" | string.escape }}", "a\\\"b\\n")]
    [InlineData("{{ '100% M & Ms!!!' | string.handleize }} {{ 1 | string.pluralize 'day' 'days' }} {{ 2 | string.pluralize 'day' 'days' }}", "100-m-ms day days")]
    [InlineData("{{ \"a\\r\\nb\\rc\" | string.strip_newlines }}[{{ 'a' | string.pad_left 3 }}][{{ 'a' | string.pad_right 3 }}]", "abc[  a][a  ]")]
    [InlineData("{{ '123' | string.to_int + 1 }}{{ 'x' | string.to_int }}", "124")]
    [InlineData("{{ words | array.sort | array.join ',' }} {{ people | array.sort 'age' | array.map 'name' }} {{ words | array.first }} {{ words | array.last }}", "apple,fig,pear [\"Ben\", \"Ana\"] pear fig")]
    [InlineData("{{ words | array.reverse | array.limit 2 }} {{ words | array.offset 2 }} {{ words | array.size }} {{ none | array.size }}", "[\"fig\", \"apple\"] [\"fig\"] 3 0")]
    [InlineData("{{ [1, 2, 1, null] | array.uniq | array.compact }} {{ words | array.contains 'fig' }} {{ [1] | array.add 2 | array.concat [3] | array.remove_at 0 }}", "[1, 2] true [2, 3]")]
    [InlineData("{{ -5 | math.abs }} {{ 4.6 | math.round }} {{ 4.5612 | math.round 2 }} {{ 4.2 | math.ceil }} {{ 4.8 | math.floor }} {{ 8.4 | math.divided_by 2 }}", "5 5 4.56 5 4 4")]
    [InlineData("{{ 11 | math.modulo 10 }} {{ 2 | math.times 3 | math.plus 1 | math.minus 2 }} {{ 255 | math.format 'X4' }} {{ 'a' | math.is_number }}", "1 5 00FF false")]
    [InlineData("{{ '' | object.default 'd' }}{{ none | object.default 'e' }}{{ ' ' | object.default 'f' }}", "de ")]
    [InlineData("{{ ana | object.keys }} {{ ana | object.size }} {{ ana | object.has_key 'age' }} {{ ana | object.has_value 'x' }} {{ words | object.typeof }}", "[\"name\", \"age\"] 2 true false array")]
    [InlineData("{{ at | date.to_string '%a %e %b %Y, %H:%M:%S %j %%' }}", "Thu  5 Nov 2026, 08:15:30 309 %")]
    [InlineData("{{ '<b> & \"q\"' | html.escape }} {{ 'a b&c=d/é' | html.url_encode }} {{ \"a\\nb\" | html.newline_to_br }}", "&lt;b&gt; &amp; &quot;q&quot; a%20b%26c%3Dd%2F%C3%A9 a<br />\nb")]
    [InlineData("{{ 'a' | string.append 'b' + 'c' | string.upcase }} {{ !string.contains name 'x' }} {{ 1 + string.size name * 2 }}", "ABC true 7")]
    public void Functions_give_what_Scribans_do(string template, string expected) => Assert.Equal(expected, Render(template));

    [Fact]
    public void Multi_line_values_keep_the_indent_of_their_code() =>
        Assert.Equal("a:\n  one\n  two\nb", Render("a:\n  {{ \"one\\ntwo\" }}\nb"));

    [Fact]
    public void An_include_sees_the_model_gets_arguments_and_keeps_its_locals()
    {
        var parts = new Dictionary<string, string> { ["part"] = "{{ $x }}{{ $1 }}{{ name }}{{ $y = 7; shared = 8 }}" };
        Assert.Equal("[12Ana]|8", Render("[{{ include 'part' 2 x: 1 }}]{{ $y }}|{{ shared }}", parts));
        Assert.Equal("2ANA", Render("{{ x = include 'part' 2; x | string.upcase }}", parts));
    }

    [Fact]
    public void An_indented_include_is_indented_line_by_line() =>
        Assert.Equal("-\n  a\n  b\n", Render("-\n  {{ include 'part' }}", new Dictionary<string, string> { ["part"] = "a\nb\n" }));

    [Theory]
    [InlineData("a\n{{ if }}{{ end }}", 2, "expression")]
    [InlineData("{{ if true }}", 1, "`end`")]
    [InlineData("\n\n{{ end }}", 3, "`end`")]
    [InlineData("{{ 'open }}", 1, "closed")]
    [InlineData("{{ string.upcase }}", 1, "takes 1")]
    [InlineData("{{ string.nope 'x' }}", 1, "string.nope")]
    [InlineData("{{ nope 'x' }}", 1, "not a function")]
    [InlineData("{{ x | y }}", 1, "function")]
    [InlineData("{{ func f }}{{ end }}", 1, "include")]
    [InlineData("{{ break }}", 1, "loop")]
    [InlineData("{{ for x in 3 }}{{ end }}", 1, "list")]
    [InlineData("{{ none.x }}", 1, "?.x")]
    [InlineData("{{ 1 / 0 }}", 1, "zero")]
    [InlineData("{{ include 'nowhere' }}", 1, "nowhere")]
    [InlineData("{{ ana.name = 1 }}", 1, "changed")]
    public void A_mistake_is_answered_with_its_place_and_a_way_out(string template, int line, string says)
    {
        var mistake = Assert.Throws<TemplateException>(() => Render(template, []));
        Assert.Equal(("test", line), (mistake.Template, mistake.Line));
        Assert.Contains(says, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_in_an_included_part_names_the_part()
    {
        var mistake = Assert.Throws<TemplateException>(() => Render("\n\n{{ include 'part' }}", new Dictionary<string, string> { ["part"] = "\n{{ 1 +}}" }));
        Assert.Equal("part(2,7): expected an expression instead of `}}`", mistake.Message);
    }

    [Fact]
    public void One_template_may_be_rendered_by_many_at_once()
    {
        var template = Template.Parse("{{ for x in 1..50 }}{{ include 'part' x }}{{ end }}", "test");
        var options = new TemplateOptions { Include = _ => "{{ y = $1 * who }}{{ y }}," };
        var all = new string[64];
        Parallel.For(0, all.Length, i => all[i] = template.Render(new Dictionary<string, object?> { ["who"] = i }, options));
        for (var i = 0; i < all.Length; i++)
            Assert.Equal(string.Concat(Enumerable.Range(1, 50).Select(x => $"{x * i},")), all[i]);
    }

    private static string Render(string template, Dictionary<string, string>? parts = null) =>
        Template.Parse(template, "test").Render(Model, new TemplateOptions { Include = name => parts?.GetValueOrDefault(name) });

    private static Dictionary<string, object?> Person(string name, int age) => new() { ["name"] = name, ["age"] = age };
}
