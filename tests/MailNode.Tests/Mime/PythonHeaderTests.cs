using System.Text;
using System.Text.Json;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

/// <summary>
/// Header fields as the world writes them, read by Python's email package and by us. Where the two differ, the sample says why ours stands.
/// </summary>
public sealed class PythonHeaderTests(ITestOutputHelper output)
{
    /// <param name="Why">Why we read it otherwise than Python; null where we agree.</param>
    private sealed record Sample(string Value, string? Why = null);

    private static readonly Sample[] Dates =
    [
        new("Fri, 21 Nov 1997 09:55:06 -0600"),
        new("21 Nov 1997 09:55:06 +0530"),
        new("Fri, 21 Nov 97 09:55 GMT"),
        new("Fri, 21 Nov 1997 09:55:06 EST"),
        new("Fri, 21 Nov 1997 09:55:06 PDT"),
        new("Fri, 21 Nov 1997 09:55:06 AST"),
        new("Fri, 21 Nov 1997 09:55:06 Z"),
        new("Fri, 21 Nov 1997 09:55:06 -0000"),
        new("Fri, 21 Nov 1997 9:5:6 +0000"),
        new("Fri 21 Nov 1997 09:55:06 +0000"),
        new("Fri,21 Nov 1997 09:55:06 +0000"),
        new("21-Nov-1997 09:55:06 +0000"),
        new("Fri Nov 21 09:55:06 1997"),
        new("Fri, 21 November 1997 09:55:06 +0000"),
        new("Fri, 21 Nov 1997 09.55.06 +0000"),
        new("Fri, 21 Nov 1997 09:55:06 +0100 (CET)"),
        new("Friday, 21 Nov 1997 09:55:06 +0000"),
        new("Fri, 21 Nov 1997 09:55:06 CET", "Python knows the zones of America only"),
        new("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", "comments and blanks within the time (RFC 5322, 4.3)"),
        new("Fri, 21 Nov 1997 09:55:06 GMT+0100", "the number is more exact than the name before it"),
        new("1997-11-21T09:55:06+01:00", "ISO 8601, which some programs write"),
        new("yesterday"),
        new(""),
    ];

    private static readonly Sample[] AddressLists =
    [
        new("ann@example.org"),
        new("Ann <ann@example.org>"),
        new("\"Ann, Ben\" <ann@example.org>, ben@example.org"),
        new("=?utf-8?q?J=C3=B6rg?= <joerg@example.org>"),
        new("=?utf-8?q?J=C3=B6rg=2C_Ann?= <joerg@example.org>, ben@example.org"),
        new("Friends: ann@example.org, Ben <ben@example.org>;"),
        new("undisclosed-recipients:;"),
        new("A: a@example.org;, B: b@example.org, c@example.org;"),
        new("\"Ann \\\"Annie\\\" Smith\" <ann@example.org>"),
        new("Ann (at home) <ann@example.org>"),
        new("ann@[192.0.2.1]"),
        new("Ann Smith <ann.smith+tag@sub.example.org>"),
        new("jörg@exämple.org"),
        new("Jörg <joerg@example.org>"),
        new("<ann@example.org>"),
        new("John Q. Public <jqp@example.org>"),
        new("\"ann smith\"@example.org"),
        new("<@relay.example.org:ann@example.org>"),
        new("ann @ example . org"),
        new("ann@example.org (Ann Smith)", "a comment names an entry without a name"),
        new("Ann <ann@example.org"),
        new("ann@example.org, , ben@example.org"),
        new("ann@example.org; ben@example.org", "Outlook separates with semicolons"),
        new("Ann Smith", "no address"),
    ];

    private static readonly Sample[] Texts =
    [
        new("plain"),
        new("=?utf-8?q?K=C3=BCste?="),
        new("=?UTF-8?B?S8O8c3Rl?="),
        new("=?utf-8?q?a?= =?utf-8?q?b?="),
        new("=?utf-8?q?a?= b =?utf-8?q?c?="),
        new("=?utf-8?q?a_b?=\n =?utf-8?q?c?="),
        new("=?iso-8859-1?q?a?= =?utf-8?q?b?="),
        new("=?utf-8?b?w?= =?utf-8?b?7w=?=", "neither word is whole"),
        new("=?utf-8?q?=C3?= =?utf-8?q?=BC?="),
        new("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?="),
        new("=?gb2312?B?1tC5+g==?="),
        new("=?ks_c_5601-1987?B?x9GxuQ==?="),
        new("=?windows-1252?q?=93a=94?="),
        new("=?utf-8*en?q?language?="),
        new("=?x-unknown?q?a=E9?=", "an unknown charset is guessed"),
        new("=?utf-8?x?abc?="),
        new("=?utf-8?q?unfinished"),
        new("a=?utf-8?q?b?=c"),
        new("=?utf-8?q?with blank?="),
        new("Küste"),
        new("Re: =?utf-8?Q?Caf=C3=A9?= und mehr"),
        new("=?us-ascii?q?a=E9?=", "ASCII with 8 bits is windows-1252"),
    ];

    private static readonly Sample[] FileNameParameters =
    [
        new("filename=a.txt"),
        new("filename=\"a b.txt\""),
        new("filename*=utf-8''K%C3%BCste.txt"),
        new("filename*=utf-8'de'K%C3%BCste.txt"),
        new("filename*=iso-8859-1''K%FCste.txt"),
        new("filename*0=\"a\"; filename*1=\"b.txt\""),
        new("filename*0*=utf-8''K%C3%BC; filename*1=ste.txt"),
        new("filename*0*=utf-8''K%C3; filename*1*=%BCste.txt"),
        new("filename*1=b.txt; filename*0=a"),
        new("filename=plain.txt; filename*=utf-8''K%C3%BCste.txt", "the extended value is the better one (RFC 6266, 4.3)"),
        new("filename=\"=?utf-8?q?K=C3=BCste.txt?=\""),
        new("filename=\"=?utf-8?b?S8O8c3RlLnR4dA==?=\""),
        new("filename=\"Küste.txt\""),
        new("filename=a b.txt", "the quotes are missing"),
        new("filename=\"a\\\"b.txt\"", "a quote is no character of a name that can be used"),
        new("filename*=K%C3%BCste.txt"),
        new("filename*=utf-8''100%.txt"),
        new("filename*0*=utf-8''a; filename*2*=c.txt"),
        new("FILENAME=a.txt"),
        new("filename = a.txt"),
        new("filename=\"a;b.txt\""),
    ];

    [Fact]
    public Task Dates_are_read_as_Python_reads_them() => CheckAsync("date", Dates, value =>
        MailDate.TryParse(value, out var date) ? JsonSerializer.SerializeToElement(MailDate.Format(date)) : default);

    [Fact]
    public Task Address_lists_are_read_as_Python_reads_them() => CheckAsync("addresses", AddressLists, value =>
        JsonSerializer.SerializeToElement(Field(value).Addresses("X").Select(one => $"{one.Name}|{one.Email}")));

    [Fact]
    public Task Texts_are_read_as_Python_reads_them() => CheckAsync("text", Texts, value => JsonSerializer.SerializeToElement(Field(value).Text("X")));

    [Fact]
    public Task File_names_are_read_as_Python_reads_them() => CheckAsync("parameter", FileNameParameters, value =>
        JsonSerializer.SerializeToElement(MimeEntity.Parse(MimeCorpus.Bytes($"Content-Disposition: attachment; {value}\n\n")).FileName));

    private async Task CheckAsync(string kind, Sample[] samples, Func<string, JsonElement> read)
    {
        var questions = samples.Select(sample => JsonSerializer.Serialize(new { kind, value = sample.Value }));
        var answers = await PythonMail.AskAsync("read_headers.py", questions, TestContext.Current.CancellationToken);
        var wrong = new List<string>();
        foreach (var (sample, theirs) in samples.Zip(answers))
        {
            var ours = read(sample.Value);
            var (our, their) = (Shown(ours), Shown(theirs));
            output.WriteLine($"{sample.Value} -> {our}{(our == their ? "" : $" / Python {their}: {sample.Why}")}");
            if (our == their != (sample.Why is null))
                wrong.Add($"{sample.Value}: {our}, Python {their}");
        }

        Assert.Empty(wrong);
    }

    private static HeaderList Field(string value) => HeaderList.Parse(Encoding.UTF8.GetBytes($"X: {value}\n\n"));

    private static string Shown(JsonElement value) => value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
        ? "null"
        : JsonSerializer.Serialize(value).Replace("\\u002B0000\"", "-0000\"", StringComparison.Ordinal);
}
