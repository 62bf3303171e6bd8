using System.Text;
using MailNode.Core.Contacts;
using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Tests.People;

/// <summary>What servers, lists and strangers do to the mail around a sealed body: it is the same packet, or none.</summary>
public abstract class MailFormStories : PeopleStory
{
    private const string Words = "FORM-WORDS";

    private protected MailFormStories(MailWorld world) : base(world) { }

    [Fact]
    public async Task Mail_that_a_server_rebuilt_is_taken_as_if_nothing_had_happened()
    {
        var (ana, ben) = await AnaAndBenAsync();
        using var friend = await ModifiedNode.OfAsync(ana, World);
        using var reader = await ModifiedNode.OfAsync(ben, World);
        var forms = new Func<string, MimeBuilder>[]
        {
            armored => Mixed(Text(" \r\n"), Version(), Body(armored)),
            armored => Mixed(Version(), Body(armored)),
            armored => Mixed(Text("Empty Message"), Version(), Body(armored)),
            armored => Mixed(MimeBuilder.Text("text/plain", "Version: 1\n"), MimeBuilder.Text("text/plain", armored)),
            armored => Mixed(Text(""), Whole(armored)),
            armored => Mixed(Text(""), MimeBuilder.Binary("application/octet-stream", Encoding.ASCII.GetBytes(armored), "encrypted.asc")),
        };
        foreach (var (at, form) in forms.Index())
            await friend.DeliverAsync(ben, Mail(ana.Address, form(Armored(friend, reader, $"form {at}"))));
        await World.SyncAsync(ben);
        Assert.Equal(forms.Select((_, at) => $"Ana: form {at}").Order(StringComparer.Ordinal), (await ben.LinesAsync()).Order(StringComparer.Ordinal));
        Assert.Empty(await ben.MailClient.ReadAsync("INBOX"));
    }

    [Fact]
    public async Task A_genuine_body_with_anybodys_words_around_it_is_left_where_it_is_unopened()
    {
        var (ana, ben) = await AnaAndBenAsync();
        using var friend = await ModifiedNode.OfAsync(ana, World);
        using var reader = await ModifiedNode.OfAsync(ben, World);
        var armored = Armored(friend, reader, Words);
        MimeBuilder[] forms =
        [
            Mixed(MimeBuilder.Text("text/html", "<img src=\"http://eve.example/"), Whole(armored), MimeBuilder.Text("text/html", "\">")),
            Mixed(MimeBuilder.Text("text/html", "<img src=\"http://eve.example/"), Version(), Body(armored), MimeBuilder.Text("text/html", "\">")),
            Mixed(Text("Transfer the money."), Whole(armored)),
            Mixed(Whole(armored), Text("_____\nthe list")),
            Mixed(MimeBuilder.Multipart("mixed", [Whole(armored), Text("_____\nthe list")])),
            MimeBuilder.Multipart("related", [MimeBuilder.Text("text/html", "<iframe src=cid:x>"), Whole(armored)]),
            MimeBuilder.Text("text/plain", $"Look:\n{armored}"),
            MimeBuilder.Multipart("encrypted", [Version(), MimeBuilder.SevenBit("application/octet-stream", Armor.EncodeBytes("PGP MESSAGE", OpenPgp.Forge.Literal(friend.Entity(friend.Post(Words, reader.Fingerprint)))))]),
        ];
        foreach (var form in forms) await friend.DeliverAsync(ben, Mail(ana.Address, form));
        await World.SyncAsync(ben, ana);
        Assert.Empty(await ben.LinesAsync());
        Assert.Equal(forms.Length, (await ben.MailClient.ReadAsync("INBOX")).Count);
        Assert.Empty(await ben.MailClient.ReadAsync("MailNode/Quarantine"));
        Assert.DoesNotContain(Words, await ben.RunAsync("digest"), StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(ben.Data, "*", SearchOption.AllDirectories))
            Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.ASCII.GetBytes(Words)) < 0, file);
        // Nobody hears that it did not work: whoever tries bodies out learns nothing from us.
        Assert.Empty(await ana.MailClient.ReadAsync("INBOX"));
    }

    [Fact]
    public async Task Whose_post_it_is_follows_from_the_key_whatever_stands_in_the_headers()
    {
        var (ana, ben, cem) = await AnaAndHerFriendsAsync();
        await World.BefriendAsync(ben, cem);
        using var eve = await ModifiedNode.OfAsync(cem, World);
        using var reader = await ModifiedNode.OfAsync(ben, World);
        string[] headers =
        [
            $"From: Ana <{ana.Address}>", $"From: {ana.Address}\r\nFrom: {cem.Address}", $"From: {cem.Address}\r\nFrom: {ana.Address}",
            $"From: {cem.Address}, {ana.Address}", $"From: Friends: {ana.Address};", "From:", "X-No-From: at all", $"From: \"Ana <{ana.Address}>\" <eve@elsewhere.test>",
            $"From: {ana.Address}\r\nSender: {cem.Address}", $"From: {ana.Address}\0<{cem.Address}>", $"From: Ana <{ana.Address}>\r\nSubject: a post of Ana's\r\nSubject: [...]",
            $"From: Ana <{ana.Address}>\r\nAutocrypt: {AutocryptHeader.Write(EmailAddress.Parse(ana.Address), eve.Key.Certificate)}",
        ];
        foreach (var (at, head) in headers.Index())
        {
            // Inside as well: the headers that Eve protects are hers to write.
            var packet = eve.Post($"headers {at}", reader.Fingerprint);
            var readable = new Readable("Of Ana's", "As any mail client shows it", "<p>");
            var entity = SignedEntity.Write(packet, new Address("Ana", EmailAddress.Parse(ana.Address)), readable, []);
            var whole = Whole(Armor.Encode("PGP MESSAGE", eve.Seal(entity, reader.Key.Certificate))).Write();
            await eve.DeliverAsync(ben, [.. Encoding.ASCII.GetBytes($"{head}\r\nMessage-ID: <{MailClient.NewId()}>\r\nMIME-Version: 1.0\r\n"), .. whole]);
        }
        var known = (await ben.ContactAsync(ana))!.Value.Text("fingerprint");
        await World.SyncAsync(ben);
        var lines = await ben.LinesAsync();
        Assert.Equal(headers.Length, lines.Count);
        Assert.All(lines, line => Assert.StartsWith("Cem: headers", line, StringComparison.Ordinal));
        Assert.Equal(known, (await ben.ContactAsync(ana))!.Value.Text("fingerprint"));
    }

    [Fact]
    public async Task A_new_key_under_a_friends_name_and_address_is_a_stranger()
    {
        var (ana, ben) = await AnaAndBenAsync();
        using var reader = await ModifiedNode.OfAsync(ben, World);
        using var eve = ModifiedNode.Stranger(ana.Address, World);
        var known = (await ben.ContactAsync(ana))!.Value.Text("fingerprint");
        var profile = new Profile("Ana", [$"mailto:{ana.Address}"], [Packet.Version], PacketTypes.Social);
        var hello = new HelloBody(profile, Convert.ToBase64String(eve.Key.Certificate.Minimal()));
        await eve.SendAsync(ben, eve.Write(new PacketDraft(PacketTypes.Hello, hello) { Readers = [reader.Fingerprint] }));
        await eve.PostAsync(ben, Words);
        await World.SyncAsync(ben);
        var contacts = (await ben.JsonAsync("contacts")).EnumerateArray().Select(one => (one.Text("fingerprint"), one.Text("trust"))).ToList();
        Assert.Equal([(known, "invited"), (eve.Fingerprint.ToString(), "requested")], contacts.OrderBy(one => one.Item2, StringComparer.Ordinal));
        Assert.Empty(await ben.LinesAsync());
        await ana.PostAsync("It is really me");
        await World.SyncAsync(ben);
        Assert.Equal(["Ana: It is really me"], await ben.LinesAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reply_that_another_program_sealed_becomes_a_comment_in_the_words_that_were_typed(bool signedPart)
    {
        var (ana, ben) = await AnaAndBenAsync("--copies", "sealed");
        await ana.PostAsync("Anyone for tea?");
        await World.SyncAsync(ben);
        using var own = await ModifiedNode.OfAsync(ben, World);
        var answered = Assert.Single(await ben.MailClient.MailsAsync("MailNode/Feed"));
        // As a program writes it that protects headers and shows them once more in the text.
        var content = ben.MailClient.Headed(
            MimeBuilder.Text("text/plain", "Subject: Re: Anyone for tea?\nFrom: Ben\n\nYes, at five.\n").ContentParameter("hp", "cipher").ContentParameter("hp-legacy-display", "1"), answered).Write();
        var certificate = own.Key.Certificate;
        var message = signedPart ? Unsigned(SignedPart(content, own), certificate) : own.Seal(content, certificate);
        await ben.MailClient.SendAsync(ben.MailClient.Headed(Whole(Armor.Encode("PGP MESSAGE", message)), answered).WriteMessage());
        await World.SyncAsync(ben, ana);
        Assert.Equal("Yes, at five.", Assert.Single((await ana.ThreadAsync("Anyone for tea?")).Comments()));
    }

    private static byte[] Unsigned(byte[] content, Certificate reader) => OpenPgp.Forge.Sealed(reader, OpenPgp.Forge.Literal(content));

    private static byte[] SignedPart(byte[] content, ModifiedNode signer) => MimeBuilder.Multipart("signed", [
            MimeBuilder.Raw(content), MimeBuilder.SevenBit("application/pgp-signature", Armor.EncodeBytes("PGP SIGNATURE", signer.Sign(content)))])
        .ContentParameter("protocol", "application/pgp-signature").Write();

    private static string Armored(ModifiedNode from, ModifiedNode to, string text) =>
        Armor.Encode("PGP MESSAGE", from.Seal(from.Entity(from.Post(text, to.Fingerprint)), to.Key.Certificate));

    private static MimeBuilder Mixed(params MimeBuilder[] parts) => MimeBuilder.Multipart("mixed", parts);

    private static MimeBuilder Text(string text) => MimeBuilder.Text("text/plain", text);

    private static MimeBuilder Version() => MimeBuilder.SevenBit("application/pgp-encrypted", "Version: 1\r\n"u8.ToArray());

    private static MimeBuilder Body(string armored) => MimeBuilder.SevenBit("application/octet-stream", Encoding.ASCII.GetBytes(armored));

    private static MimeBuilder Whole(string armored) =>
        MimeBuilder.Multipart("encrypted", [Version(), Body(armored)]).ContentParameter("protocol", "application/pgp-encrypted");

    private static byte[] Mail(string from, MimeBuilder entity) => entity
        .Header("From", new Address("", EmailAddress.Parse(from))).Header("Subject", MailFields.OuterSubject).MessageId("Message-ID", MailClient.NewId()).WriteMessage();
}

public sealed class MailFormsAtThePostOffice() : MailFormStories(new PostOfficeWorld());

public sealed class MailFormsOnLoopback() : MailFormStories(new LoopbackWorld());
