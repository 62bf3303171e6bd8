using System.Text;
using System.Text.Json;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

/// <summary>
/// The 432 header cases of another parser. Where we differ we mean to: docs/mime.md lists each such row and why.
/// </summary>
public sealed class HeaderTableTests(ITestOutputHelper output)
{
    private delegate bool Agrees(HeaderField field, HeaderList headers, JsonElement expected);

    [Fact]
    public void Addresses_agree_with_the_table() => Check("address", AddressesAgree);

    [Fact]
    public void Content_types_agree_with_the_table() => Check("content_type", ContentTypeAgrees);

    [Fact]
    public void Dates_agree_with_the_table() => Check("date", (field, _, expected) => DateAgrees(field, expected));

    [Fact]
    public void Message_ids_agree_with_the_table() => Check("id", IdsAgree);

    [Fact]
    public void Lists_agree_with_the_table() => Check("list", (field, _, expected) =>
        field.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SequenceEqual(Strings(expected)));

    [Fact]
    public void Texts_agree_with_the_table() => Check("unstructured", (field, _, expected) => field.Text == expected.GetString());

    [Fact]
    public void Dates_of_received_fields_agree_with_the_table() => Check("received", (field, _, expected) =>
        DateAgrees(field, expected.ValueKind == JsonValueKind.Object && expected.TryGetProperty("date", out var date) ? date : default));

    [Fact]
    public void The_page_counts_the_rows_that_agree()
    {
        string[] tables = ["address", "content_type", "date", "id", "list", "received", "unstructured"];
        var rows = tables.Sum(table => Rows(table).Count);
        Assert.Contains($"{rows - tables.Sum(table => MimePage.HeaderDisagreements(table).Count())} of {rows} rows agree", MimePage.Text, StringComparison.Ordinal);
    }

    private static List<JsonElement> Rows(string table)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(MimeCorpus.Folder, "headers", table + ".json")));
        return [.. json.RootElement.EnumerateArray().Select(row => row.Clone())];
    }

    private void Check(string table, Agrees agrees)
    {
        var rows = Rows(table);
        var found = new List<int>();
        for (var i = 0; i < rows.Count; i++)
        {
            var raw = rows[i].GetProperty("header").GetString() ?? "";
            var headers = HeaderList.Parse(Encoding.UTF8.GetBytes("X-Test:" + raw));
            var field = headers.First("X-Test");
            Assert.NotNull(field);
            if (agrees(field, headers, rows[i].GetProperty("expected")))
                continue;
            found.Add(i);
            output.WriteLine($"{i} {JsonSerializer.Serialize(raw)}\n   expected {JsonSerializer.Serialize(rows[i].GetProperty("expected"))}\n   Value [{field.Value}] Text [{field.Text}]");
        }

        output.WriteLine($"{table}: {rows.Count - found.Count} of {rows.Count}");
        Assert.Equal(MimePage.HeaderDisagreements(table).Order(), found);
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
