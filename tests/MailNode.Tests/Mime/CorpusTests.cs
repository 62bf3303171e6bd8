using System.Globalization;
using System.Text;
using MailNode.Mime;

namespace MailNode.Tests.Mime;

/// <summary>Mail that others wrote, good and bad: all of it is read, and some of it is known by heart.</summary>
public sealed class CorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_mail_is_read_in_full_without_an_exception()
    {
        var mails = MimeCorpus.Mails();
        var entities = mails.Sum(path => MimeCorpus.ReadEverything(MimeCorpus.Read(path)));
        output.WriteLine($"{mails.Count} mails, {entities} entities");
        Assert.True(mails.Count >= 190);
        Assert.True(entities > mails.Count * 2);
    }

    [Fact]
    public void Whatever_file_is_taken_for_a_mail_is_read_without_an_exception()
    {
        var files = Directory.EnumerateFiles(MimeCorpus.Root, "*", SearchOption.AllDirectories).ToList();
        Assert.All(files, path => MimeCorpus.ReadEverything(MimeEntity.Parse(File.ReadAllBytes(path))));
        output.WriteLine($"{files.Count} files");
    }

    [Fact]
    public void The_page_about_mail_states_the_limits()
    {
        var limits = MimeLimits.Default;
        Assert.Contains("| `MaxHeaderBytes`, of one header | 1 MiB |", MimePage.Text, StringComparison.Ordinal);
        Assert.Equal(1024 * 1024, limits.MaxHeaderBytes);
        foreach (var (name, value) in new[] { ("MaxHeaders", limits.MaxHeaders), ("MaxDepth", limits.MaxDepth), ("MaxParts", limits.MaxParts), ("MaxListEntries", limits.MaxListEntries), ("MaxParameters", limits.MaxParameters) })
            Assert.Matches(string.Create(CultureInfo.InvariantCulture, $@"\| `{name}`, [^|]*\| {value:N0} \|"), MimePage.Text);
    }

    [Fact]
    public void What_is_decoded_into_a_buffer_is_the_same()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        foreach (var leaf in MimeCorpus.MailsAndBounces().SelectMany(path => MimeEntity.Parse(File.ReadAllBytes(path)).Leaves()))
        {
            buffer.ResetWrittenCount();
            leaf.DecodeTo(buffer);
            Assert.True(leaf.Decode().Span.SequenceEqual(buffer.WrittenSpan));
        }
    }

    [Theory]
    [InlineData("photo.b64", "base64", "photo.jpg")]
    [InlineData("photo.uu", "x-uuencode", "photo.jpg")]
    [InlineData("wikipedia.qp", "quoted-printable", "wikipedia.txt")]
    public void What_others_encoded_decodes_to_what_they_say(string encoded, string encoding, string plain)
    {
        var folder = Path.Combine(MimeCorpus.Folder, "mimekit-encoders");
        byte[] mail = [.. Encoding.ASCII.GetBytes($"Content-Transfer-Encoding: {encoding}\r\n\r\n"), .. File.ReadAllBytes(Path.Combine(folder, encoded))];
        var decoded = MimeEntity.Parse(mail).Decode().Span;
        Assert.Equal(WithoutReturns(File.ReadAllBytes(Path.Combine(folder, plain)), plain), WithoutReturns(decoded.ToArray(), plain));
    }

    [Fact]
    public void A_list_that_overflows_the_stack_of_a_recursive_parser_is_read() =>
        Assert.Equal("test@test.com", MimeCorpus.Read("mimekit-messages/stack-overflow.txt").Headers.Addresses("To")[0].Email.ToString());

    [Theory]
    [InlineData("mikel-mail/mime_emails/email_with_similar_boundaries.eml", "text/plain|text/html|application/octetstream")]
    [InlineData("mikel-mail/mime_emails/raw_email_with_illegal_boundary.eml", "text/plain|text/html")]
    [InlineData("mimekit-messages/delivery-status.txt", "message/delivery-status|text/plain")]
    [InlineData("rfc/008.eml", "text/plain|text/plain|text/html")]
    [InlineData("mimekit-messages/feedback-report.txt", "text/plain|message/feedback-report|text/plain")]
    [InlineData("mikel-mail/error_emails/missing_body.eml", "multipart/mixed")]
    public void The_shape_of_odd_mails_is_known(string path, string leaves) =>
        Assert.Equal(leaves, string.Join('|', MimeCorpus.Read(path).Leaves().Select(leaf => leaf.ContentType.MediaType)));

    [Theory]
    [InlineData("mikel-mail/error_emails/invalid_subject_characters.eml", "Formação FrenetikPolis: Mega Campanha Final Verão | Cursos de Setembro")]
    [InlineData("mikel-mail/plain_emails/raw_email_incorrect_header.eml", "Stop adware/spyware once and for all.")]
    public void Odd_subjects_are_read(string path, string subject) =>
        Assert.Equal(subject, MimeCorpus.Read(path).Headers.Text("Subject"));

    [Theory]
    [InlineData("mikel-mail/plain_emails/raw_email_with_at_display_name.eml", "smith@gmail.com|raasdnil@gmail.com|tom@gmail.com")]
    [InlineData("mikel-mail/rfc6532/utf8_headers.eml", "märy@exämple.net")]
    public void Odd_recipients_are_read(string path, string recipients)
    {
        var found = string.Join('|', MimeCorpus.Read(path).Headers.Addresses("To").Select(address => address.Email.ToString()));
        Assert.EndsWith(recipients, found, StringComparison.Ordinal);
    }

    private static byte[] WithoutReturns(byte[] bytes, string name) =>
        name.EndsWith(".txt", StringComparison.Ordinal) ? [.. bytes.Where(b => b != '\r')] : bytes;
}
