using MailNode.Templates;

namespace MailNode.Tests.Templates;

/// <summary>The grammar, for whoever has not got Scriban's own files at hand.</summary>
public sealed class TemplateGrammar
{
    [Theory]
    [InlineData("a \n {{- 1 -}} \n b", "a1b")]
    [InlineData("a \n {{~ 1 ~}} \n b", "a \n1 b")]
    [InlineData("<ul>\n  {{~ for x in 1..2 ~}}\n  <li>{{ x }}</li>\n  {{~ end ~}}\n</ul>", "<ul>\n  <li>1</li>\n  <li>2</li>\n</ul>")]
    [InlineData("a{{ # gone }}b{{ 1 # gone\n }}c{{ ## gone\n gone ## 2 }}", "ab1c2")]
    [InlineData("{%{ {{ x }} }%}{%%{ }%} }%%}", " {{ x }}  }%} ")]
    [InlineData("a { b } {", "a { b } {")]
    [InlineData("{{ '}}' }}{{ {a: {b: 1}}.a.b }}", "}}1")]
    [InlineData("{{}}", "")]
    [InlineData("", "")]
    public void Text_and_code_are_told_apart(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{ 1 + 2 * 3 - 4 / 2 }} {{ (1 + 2) * 3 }} {{ 7 % 4 }} {{ 5 / 2 }}", "5 9 3 2.5")]
    [InlineData("{{ 1 < 2 && 2 >= 2 || false }} {{ !true }} {{ 1 == 1.0 }} {{ '1' == 1 }} {{ null < 1 }}", "true false true true false")]
    [InlineData("{{ null ?? 'a' }} {{ 1 ?! 'b' }} {{ true ? 'c' : 'd' }} {{ false ? 1 : true ? 2 : 3 }}", "a b c 2")]
    [InlineData("{{ 'a' + 1 + true + null }} {{ 'ab' * 2 }} {{ [1] + [2] }} {{ 'b' > 'a' }}", "a1true abab [1, 2] true")]
    [InlineData("{{ 0x1F }} {{ 0b101 }} {{ 1_000 }} {{ 1.5e3 }} {{ \"\\u00e9\\x41\\t\" }}{{ `a\\n``b` }}", "31 5 1000 1500 éA\ta\\n`b")]
    [InlineData("{{ if 0 }}a{{ end }}{{ if '' }}b{{ end }}{{ if null }}c{{ else if false }}d{{ else }}e{{ end }}", "abe")]
    [InlineData("{{ [] == empty }} {{ {}.empty? }} {{ [1].empty? }}", "true true false")]
    [InlineData("{{ 1..3 }} {{ 1..<3 }} {{ 3..1 }}", "[1, 2, 3] [1, 2] []")]
    public void Expressions_have_the_values_that_Scriban_gives_them(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{ for x in 1..9; if x == 2; continue; end; if x == 5; break; end; x; end }}", "134")]
    [InlineData("{{ for x in 1..9 offset: 2 limit: 3 reversed }}{{ x }}{{ end }}", "987")]
    [InlineData("{{ for x in [1, 1, 2] }}{{ for.index }}{{ for.first }}{{ for.last }}{{ for.even }}{{ for.odd }}{{ for.changed }}{{ for.rindex }}{{ for.length }} {{ end }}",
        "0truefalsetruefalsetrue23 1falsefalsefalsetruefalse13 2falsetruetruefalsetrue03 ")]
    [InlineData("{{ x = 0; while x < 3; x = x + 1; x; while.index; end }}", "102132")]
    [InlineData("{{ case 5; when 1, 2; 'a'; when 4 + 1; 'b'; else; 'c'; end }}{{ case 'z' }} {{ when 'y' }}a{{ else }}b{{ end }}", "bb")]
    [InlineData("{{ capture x }}<{{ 1 }}>{{ end }}{{ x }}{{ x }}", "<1><1>")]
    [InlineData("a{{ for x in 1..3 }}{{ x }}{{ ret }}{{ end }}b", "a1")]
    [InlineData("{{ $x = 1; $x += 2; $x -= 1; $x *= 6; $x /= 4; $x }}", "3")]
    [InlineData("{{ 'a' |\n string.append 'b' |\n string.upcase }}", "AB")]
    [InlineData("{{ x = [\n1,\n2,\n]\ny = {\na: 1,\n'b': 2 }\nx.size + y.b }}", "4")]
    [InlineData("{{ string.replace('a-b', '-', '+') + string.size('abc') }}", "a+b3")]
    [InlineData("{{ string.starts_with 'cid:1' 'cid:' ? 1 : 2 }}{{ ('x' | string.contains 'y') || ('z' | string.contains 'z') }}", "1true")]
    public void Statements_do_what_they_do_in_Scriban(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{ x y }}")]
    [InlineData("{{ (1 }}")]
    [InlineData("{{ 1 = 2 }}")]
    [InlineData("{{ if x = 1 }}{{ end }}")]
    [InlineData("{{ for 1 in x }}{{ end }}")]
    [InlineData("{{ for x on y }}{{ end }}")]
    [InlineData("{{ for x in y sideways }}{{ end }}")]
    [InlineData("{{ case 1 }}text{{ when 1 }}{{ end }}")]
    [InlineData("{{ case 1; else; end }}")]
    [InlineData("{{ capture 1 }}{{ end }}")]
    [InlineData("{{ else }}")]
    [InlineData("{{ x. }}")]
    [InlineData("{{ x[1 }}")]
    [InlineData("{{ {1: 2} }}")]
    [InlineData("{{ '\\q' }}")]
    [InlineData("{{ '\\u12' }}")]
    [InlineData("{{ § }}")]
    [InlineData("{{ $'x' }}")]
    [InlineData("{{ `x }}")]
    [InlineData("{%{ x")]
    [InlineData("{{ for.nope }}")]
    [InlineData("{{ while.last }}")]
    [InlineData("{{ 0xFFFFFFFFFFFFFFFFFF }}")]
    [InlineData("{{ string.size 'a' length: 1 }}")]
    public void What_is_no_template_is_refused_when_it_is_read(string template) =>
        Assert.Equal("t", Assert.Throws<TemplateException>(() => Template.Parse(template, "t")).Template);

    [Theory]
    [InlineData("{{ for.index }}")]
    [InlineData("{{ 'a' - 1 }}")]
    [InlineData("{{ -'a' }}")]
    [InlineData("{{ [] < 1 }}")]
    [InlineData("{{ 'a'..3 }}")]
    [InlineData("{{ x[0] }}")]
    [InlineData("{{ 5[0] }}")]
    [InlineData("{{ [1][null] }}")]
    [InlineData("{{ 'a' | math.round }}")]
    [InlineData("{{ 'a' | string.truncate 'b' }}")]
    [InlineData("{{ for x in [1] limit: 'a' }}{{ end }}")]
    [InlineData("{{ y = 1; y.z = 2 }}")]
    [InlineData("{{ include 'x' }}")]
    public void What_cannot_be_calculated_is_refused_when_it_is_rendered(string template)
    {
        var read = Template.Parse(template, "t");
        Assert.Throws<TemplateException>(() => read.Render(new Dictionary<string, object?>()));
    }

    private static string Render(string template) => Template.Parse(template, "t").Render(new Dictionary<string, object?>());
}
