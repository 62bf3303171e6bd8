using System.Text;
using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.Tests.Transport;

namespace MailNode.Tests.People;

/// <summary>Our mail is ordinary OpenPGP mail: GnuPG reads it, and what GnuPG writes is read here.</summary>
public abstract class GnuPgStories : PeopleStory
{
    private protected GnuPgStories(MailWorld world) : base(world) { }

    [Fact]
    public async Task Gnupg_opens_our_mail_and_finds_its_signature_good()
    {
        await using var gpg = GnuPg.Open();
        var (ana, ben) = await AnaAndBenAsync();
        await ana.PostAsync("Grüße an alle");
        await World.SettleAsync();
        await ImportAsync(gpg, ana, ben);
        var mail = Assert.Single(await ben.MailClient.MailsAsync("INBOX"));

        foreach (var body in SealedMail.Find(mail))
        {
            var (content, status) = await gpg.RunAsync(body.ToArray(), "--decrypt");
            Assert.Contains("DECRYPTION_OKAY", status, StringComparison.Ordinal);
            Assert.Contains("GOODMDC", status, StringComparison.Ordinal);
            Assert.Contains($"VALIDSIG {await ana.FingerprintAsync()}", status, StringComparison.Ordinal);
            Assert.Contains($"Ana <{ana.Address}>", status, StringComparison.Ordinal);
            Assert.True(MimeEntity.Parse(content).ContentType.Is("multipart/mixed"));
        }
        var last = await gpg.RunAsync(SealedMail.Find(mail)[^1].ToArray(), "--decrypt");
        Assert.Contains("Grüße an alle", MailClient.TextOf(MimeEntity.Parse(last.Output)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gnupg_opens_sealed_copies_with_the_exported_key()
    {
        await using var gpg = GnuPg.Open();
        var (ana, ben) = await AnaAndBenAsync("--copies", "sealed");
        await ana.PostAsync("Grüße an alle");
        await ben.SyncAsync();
        await ben.RunAsync("digest", "--send");
        await ImportAsync(gpg, ana, ben);
        foreach (var folder in (string[])["MailNode/Feed", "INBOX"])
        {
            var body = Assert.Single(SealedMail.Find(Assert.Single(await ben.MailClient.MailsAsync(folder))));
            var (content, status) = await gpg.RunAsync(body.ToArray(), "--decrypt");
            Assert.Contains($"VALIDSIG {await ben.FingerprintAsync()}", status, StringComparison.Ordinal);
            Assert.Contains("Grüße an alle", MailClient.TextOf(MimeEntity.Parse(content)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_gnupg_sealed_and_signed_is_opened_here()
    {
        await using var gpg = GnuPg.Open();
        var ana = await World.AddNodeAsync("Ana");
        await ImportAsync(gpg, ana);
        var gil = await NewKeyAsync(gpg);
        var text = Encoding.UTF8.GetBytes("Content-Type: text/plain\r\n\r\nGrüße\r\n");
        using var reader = await ModifiedNode.OfAsync(ana, World);
        foreach (var more in (string[][])[[], ["--compress-algo", "none"], ["--armor"], ["--throw-keyids"], ["--personal-cipher-preferences", "AES128"]])
        {
            var (message, _) = await gpg.RunAsync(text, ["--encrypt", "--sign", "--local-user", "gil", "--recipient", ana.Address, .. more]);
            var opened = Unseal.Open(message, new OpenRequest { Keys = [reader.Key], Now = TimeProvider.System.GetUtcNow(), FindCertificate = _ => gil });
            var genuine = Assert.IsType<Opened.Genuine>(opened);
            Assert.Equal(text, genuine.Content.ToArray());
            Assert.Equal(gil.Fingerprint, genuine.Signer.Fingerprint);
        }
    }

    [Fact]
    public async Task Somebody_whose_node_is_built_on_gnupg_can_ask_to_be_a_contact()
    {
        await using var gpg = GnuPg.Open();
        var ana = await World.AddNodeAsync("Ana");
        await ImportAsync(gpg, ana);
        var gil = await NewKeyAsync(gpg);
        World.Clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(10));
        using var node = await ModifiedNode.OfAsync(ana, World);
        var profile = new Profile("Gil", ["mailto:gil@elsewhere.test"], [Packet.Version], PacketTypes.Social);
        var hello = new PacketDraft(PacketTypes.Hello, new HelloBody(profile, Convert.ToBase64String(gil.Minimal()))) { Readers = [node.Fingerprint] };
        var entity = node.Entity(PacketCodec.Write(hello, gil.Fingerprint, World.Clock.GetUtcNow()));
        var (message, _) = await gpg.RunAsync(entity, "--armor", "--encrypt", "--sign", "--local-user", "gil", "--recipient", ana.Address);
        await World.DeliverAsync("gil@elsewhere.test", ana.Address, node.Mail(Encoding.ASCII.GetString(message)));
        await ana.SyncAsync();
        var contact = Assert.Single((await ana.JsonAsync("contacts")).EnumerateArray());
        Assert.Equal(("Gil", "requested", gil.Fingerprint.ToString()), (contact.Text("name"), contact.Text("trust"), contact.Text("fingerprint")));
    }

    /// <summary>Public keys of all, and the secret key of the last.</summary>
    private static async Task ImportAsync(GnuPg gpg, params Person[] people)
    {
        foreach (var person in people) await gpg.RunAsync(Encoding.ASCII.GetBytes(await person.RunAsync("key", "export")), "--import");
        await gpg.RunAsync(Encoding.ASCII.GetBytes(await people[^1].RunAsync("key", "export", "--secret")), "--import");
    }

    private static async Task<Certificate> NewKeyAsync(GnuPg gpg)
    {
        await gpg.RunAsync([], "--passphrase", "", "--quick-generate-key", "Gil <gil@elsewhere.test>", "future-default", "default", "never");
        var (exported, _) = await gpg.RunAsync([], "--export", "gil");
        Assert.True(Certificate.TryParse(exported, TimeProvider.System.GetUtcNow(), out var certificate, out var reason), reason);
        return certificate;
    }
}

public sealed class GnuPgAtThePostOffice() : GnuPgStories(new PostOfficeWorld());

public sealed class GnuPgOnRealServers(RealServers servers) : GnuPgStories(new RealServersWorld(servers));
