using MailNode.Core.Envelopes;
using MailNode.Core.Letters;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.Tests.Mime;

namespace MailNode.Tests.Core.Letters;

/// <summary>Mail of many other programs, whole, damaged, and changed at random: always an answer, soon, and never a false one.</summary>
public sealed class LetterCorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Everyday_mail_is_read_without_a_key_and_none_of_it_is_genuine()
    {
        var found = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var path in MimeCorpus.MailsAndBounces())
        {
            var mail = MimeEntity.Parse(File.ReadAllBytes(path));
            ThreadWork.StaysUnder(TimeSpan.FromSeconds(5), () =>
            {
                var reading = Letter.Read(mail, Post.BenReads);
                Assert.IsNotType<LetterReading.Genuine>(reading);
                AutocryptHeader.Read(mail, Home.Now);
                var name = reading.GetType().Name;
                found[name] = found.GetValueOrDefault(name) + 1;
            });
        }
        output.WriteLine(string.Join(", ", found.Select(one => $"{one.Key} {one.Value}")));
    }

    [Theory]
    [InlineData("example-gossip.eml", "bob", "alice", typeof(LetterReading.Genuine))]
    [InlineData("example-gossip.eml", "carol", "alice", typeof(LetterReading.Genuine))]
    [InlineData("example-gossip.eml", "bob", "carol", typeof(LetterReading.Refused))]
    [InlineData("example-draft.eml", "alice", "alice", typeof(LetterReading.Refused))]
    [InlineData("example-draft.eml", "bob", "alice", typeof(LetterReading.Refused))]
    [InlineData("example-simple-autocrypt.eml", "bob", "alice", typeof(LetterReading.Unprotected))]
    [InlineData("example-setup-message.eml", "alice", "alice", typeof(LetterReading.Unprotected))]
    public void The_mails_of_the_Autocrypt_standard_are_what_they_are(string mail, string reader, string known, Type expected)
    {
        var folder = Path.Combine(MimeCorpus.Root, "openpgp", "autocrypt");
        Assert.True(SecretKey.TryUnlock(File.ReadAllBytes(Path.Combine(folder, $"{reader}@autocrypt.example.sec.asc")), null, Home.Now, out var key, out var reason), reason);
        Assert.True(Certificate.TryParse(File.ReadAllBytes(Path.Combine(folder, $"{known}@autocrypt.example.pub.asc")), Home.Now, out var certificate, out reason), reason);
        var reading = Letter.Read(MimeEntity.Parse(File.ReadAllBytes(Path.Combine(folder, mail))), OpenPgp.People.Reader(key, certificate));
        Assert.IsType(expected, reading);
    }

    [Fact]
    public void Whatever_is_changed_in_a_mail_its_payload_is_what_was_signed_or_nothing()
    {
        var random = new SeededNumbers(20261121);
        string[] mails =
        [
            Post.Mail(Post.Encrypted(Post.Armored())), Post.Mail(Post.Signed(Post.Payload)), Post.Mail(Post.TextPart(Post.Armored())),
            Post.Mail(Post.Encrypted(Post.Unsigned(Post.Bytes(Post.Signed(Post.Payload))))),
        ];
        var genuine = 0;
        foreach (var mail in mails)
            for (var round = 0; round < 500; round++)
            {
                var bytes = Post.Bytes(mail);
                for (var changes = random.Below(3) + 1; changes > 0; changes--) bytes = Changed(bytes, random);
                if (Letter.Read(MimeEntity.Parse(bytes), Post.BenReads) is not LetterReading.Genuine letter) continue;
                Assert.EndsWith(Post.Text(Post.Payload), Post.Text(letter.Payload.Raw), StringComparison.Ordinal);
                Assert.Equal(OpenPgp.People.Ana.Certificate.Fingerprint, letter.Signer.Fingerprint);
                genuine++;
            }
        output.WriteLine($"{genuine} of {mails.Length * 500} were changed only where it does not matter");
        Assert.True(genuine > 0);
    }

    private static byte[] Changed(byte[] bytes, SeededNumbers random)
    {
        var (at, length) = (random.Below(bytes.Length), random.Below(40));
        var rest = bytes.AsSpan(Math.Min(bytes.Length, at + length)).ToArray();
        return random.Below(4) switch
        {
            0 => [.. bytes[..at], (byte)random.Below(256), .. bytes[Math.Min(bytes.Length, at + 1)..]],
            1 => [.. bytes[..at], .. rest],
            2 => [.. bytes[..at], .. bytes[at..Math.Min(bytes.Length, at + length)], .. bytes[at..]],
            _ => [.. bytes[..at], .. bytes[random.Below(bytes.Length)..], .. rest],
        };
    }
}
