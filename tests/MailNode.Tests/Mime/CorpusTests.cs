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
}
