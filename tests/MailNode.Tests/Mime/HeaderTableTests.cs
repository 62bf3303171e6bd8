using System.Text;
using System.Text.Json;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

/// <summary>
/// The 432 header cases of another parser, of which 389 agree. Where we differ we mean to: comments are no names, web links are no addresses, words
/// are not moved apart, NUL is no text, and of Received only the date is read (some dates there are in the year 1903).
/// </summary>
public sealed class HeaderTableTests(ITestOutputHelper output)
{
    private delegate bool Agrees(HeaderField field, HeaderList headers, JsonElement expected);

    [Fact]
    public void Addresses_agree_with_the_table() => Check("address.json", 42, AddressesAgree);

    [Fact]
    public void Content_types_agree_with_the_table() => Check("content_type.json", 94, ContentTypeAgrees);

    [Fact]
    public void Dates_agree_with_the_table() => Check("date.json", 39, (field, _, expected) => DateAgrees(field, expected));

    [Fact]
    public void Message_ids_agree_with_the_table() => Check("id.json", 11, IdsAgree);

    [Fact]
    public void Lists_agree_with_the_table() => Check("list.json", 7, (field, _, expected) =>
        field.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SequenceEqual(Strings(expected)));

    [Fact]
    public void Texts_agree_with_the_table() => Check("unstructured.json", 26, (field, _, expected) => field.Text == expected.GetString());

    [Fact]
    public void Dates_of_received_fields_agree_with_the_table() => Check("received.json", 170, (field, _, expected) =>
        DateAgrees(field, expected.ValueKind == JsonValueKind.Object && expected.TryGetProperty("date", out var date) ? date : default));

    private void Check(string table, int atLeast, Agrees agrees)
    {
        var (total, agreed) = (0, 0);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(MimeCorpus.Folder, "headers", table)));
        foreach (var row in json.RootElement.EnumerateArray())
        {
            total++;
            var raw = row.GetProperty("header").GetString() ?? "";
            var headers = HeaderList.Parse(Encoding.UTF8.GetBytes("X-Test:" + raw));
            var field = headers.First("X-Test");
            Assert.NotNull(field);
            if (agrees(field, headers, row.GetProperty("expected")))
                agreed++;
            else
                output.WriteLine($"{JsonSerializer.Serialize(raw)}\n   expected {JsonSerializer.Serialize(row.GetProperty("expected"))}\n   Value [{field.Value}] Text [{field.Text}]");
        }

        output.WriteLine($"{table}: {agreed} of {total}");
        Assert.True(agreed >= atLeast, $"{table}: only {agreed} of {total} agree, {atLeast} did.");
    }

    private static bool AddressesAgree(HeaderField field, HeaderList headers, JsonElement expected)
    {
        var entries = expected.TryGetProperty("List", out var list)
            ? list.EnumerateArray()
            : expected.GetProperty("Group").EnumerateArray().SelectMany(group => group.GetProperty("addresses").EnumerateArray());
        var wanted = entries.Where(entry => entry.GetProperty("address").ValueKind == JsonValueKind.String)
            .Select(entry => ((entry.GetProperty("name").GetString() ?? "").Trim(), entry.GetProperty("address").GetString()));
        return headers.Addresses("X-Test").Select(address => (address.Name, (string?)address.Email.ToString())).SequenceEqual(wanted);
    }

    private static bool ContentTypeAgrees(HeaderField field, HeaderList headers, JsonElement expected)
    {
        var type = ContentType.Parse(field.Value);
        if (expected.ValueKind == JsonValueKind.Null)
            return type.MediaType is "application/octet-stream" or "text/plain";
        var subtype = expected.GetProperty("c_subtype").GetString();
        if (subtype is not null && (type.Type != expected.GetProperty("c_type").GetString() || type.Subtype != subtype))
            return false;
        return !expected.TryGetProperty("attributes", out var attributes)
            || attributes.ValueKind == JsonValueKind.Null
            || attributes.EnumerateArray().Select(Strings).All(pair => pair[0].EndsWith("-language", StringComparison.Ordinal) || type.Parameter(pair[0]) == pair[1]);
    }

    private static bool DateAgrees(HeaderField field, JsonElement expected)
    {
        var parsed = MailDate.TryParse(field.Value, out var date);
        if (expected.ValueKind != JsonValueKind.Object)
            return !parsed;
        int Part(string name) => expected.GetProperty(name).GetInt32();
        var zone = new TimeSpan(Part("tz_hour"), Part("tz_minute"), 0) * (expected.GetProperty("tz_before_gmt").GetBoolean() ? -1 : 1);
        return parsed
            && new[] { date.Year, date.Month, date.Day, date.Hour, date.Minute, date.Second }
                .SequenceEqual([Part("year"), Part("month"), Part("day"), Part("hour"), Part("minute"), Part("second")])
            && date.Offset == zone;
    }

    private static bool IdsAgree(HeaderField field, HeaderList headers, JsonElement expected) =>
        headers.MessageIds("X-Test").SequenceEqual(expected.ValueKind == JsonValueKind.Null ? [] : Strings(expected));

    private static string[] Strings(JsonElement array) => [.. array.EnumerateArray().Select(text => text.GetString() ?? "")];
}
