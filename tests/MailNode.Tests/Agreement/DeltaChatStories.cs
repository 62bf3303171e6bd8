using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MailNode.Core.Envelopes;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.Tests.Transport;
using MailNode.Transport;

namespace MailNode.Tests.Agreement;

/// <summary>Ana has our libraries, Dora has Delta Chat, and between them stand Dovecot and Postfix.</summary>
public sealed partial class DeltaChatStories(RealServers servers)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Delta_Chat_reads_our_sealed_mail_as_encrypted_by_our_key_and_we_read_its_answer()
    {
        await using var delta = await DeltaChat.StartAsync();
        var there = await servers.GetAsync();
        var (anaAt, doraAt) = (NewAddress(there, "ana"), NewAddress(there, "dora"));
        using var ana = SecretKey.Generate($"Ana <{anaAt}>", Now);
        var dora = await LogInAsync(delta, there, doraAt);

        await SendAsync(there, anaAt, doraAt, Letter(ana, anaAt, dora, doraAt));

        var came = await delta.NextAsync("IncomingMsg");
        var shown = await delta.AskAsync("get_message", came.GetProperty("msgId").GetInt32());
        Assert.Contains("Anyone for tea?", shown.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("The subject inside", shown.GetProperty("subject").GetString());
        Assert.True(shown.GetProperty("showPadlock").GetBoolean());
        var sender = shown.GetProperty("sender");
        Assert.Equal((anaAt, true), (sender.GetProperty("address").GetString(), sender.GetProperty("isKeyContact").GetBoolean()));
        var keys = await delta.AskAsync("get_contact_encryption_info", shown.GetProperty("fromId").GetInt32());
        Assert.Contains(ana.Certificate.Fingerprint.ToString(), White.Replace(keys.GetString()!, ""), StringComparison.Ordinal);

        await delta.AskAsync("accept_chat", shown.GetProperty("chatId").GetInt32());
        await delta.AskAsync("misc_send_text_message", shown.GetProperty("chatId").GetInt32(), "Yes, at four!");
        await delta.NextAsync("MsgDelivered");

        var answer = MimeEntity.Parse(await NextMailAsync(there, anaAt));
        Assert.DoesNotContain("Yes", Encoding.ASCII.GetString(answer.Raw.Span), StringComparison.Ordinal);
        var body = Assert.Single(SealedMail.Find(answer));
        var opened = Assert.IsType<Opened.Genuine>(Unseal.Open(body, Reader(ana, dora)));
        Assert.Equal(dora.Fingerprint, opened.Signer.Fingerprint);
        Assert.Equal("Yes, at four!", MimeEntity.Parse(opened.Content).Text().Trim());
        Assert.IsType<Opened.Refused>(Unseal.Open(body, Reader(ana, ana.Certificate)));
        using var eve = SecretKey.Generate("Eve", Now);
        Assert.IsType<Opened.NotForUs>(Unseal.Open(body, Reader(eve, dora)));
    }

    /// <summary>Logs in at the servers, which it is told in full: nothing is to be looked up. Gives the certificate that it made for itself.</summary>
    private static async Task<Certificate> LogInAsync(DeltaChat delta, RealServer there, string address)
    {
        await delta.AskAsync("add_or_update_transport", new JsonObject
        {
            ["addr"] = address, ["password"] = there.Password, ["certificateChecks"] = "acceptInvalidCertificates",
            ["imapServer"] = there.Host, ["imapPort"] = there.Imaps, ["imapSecurity"] = "ssl", ["imapUser"] = address,
            ["smtpServer"] = there.Host, ["smtpPort"] = there.Submission, ["smtpSecurity"] = "starttls", ["smtpUser"] = address,
        });
        await delta.AskAsync("start_io");
        const int self = 1;
        var card = (await delta.AskAsync("make_vcard", new JsonArray(self))).GetString()!;
        var key = Convert.FromBase64String(CardKey.Match(card).Groups[1].Value);
        Assert.True(Certificate.TryParse(key, Now.AddMinutes(1), out var certificate, out var reason), reason);
        return certificate;
    }

    private static byte[] Letter(SecretKey ana, string from, Certificate dora, string to)
    {
        var outer = new SealedMailHeaders(AddressOf("Ana", from), Now, $"{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}@example.test",
            AutocryptHeader.Write(AddressOf("", from).Email, ana.Certificate));
        var inside = MimeBuilder.Text("text/plain", "Anyone for tea?\n")
            .Header("From", outer.From).Header("To", AddressOf("", to)).Header("Subject", "The subject inside").Date(Now)
            .MessageId("Message-ID", outer.MessageId).Header("HP-Outer", "Subject: [...]").ContentParameter("hp", "cipher").Write();
        var body = Armor.EncodeBytes("PGP MESSAGE", Seal.Encrypt(inside, ana, [dora, ana.Certificate], TimeProvider.System.GetUtcNow()));
        return SealedMail.Write(outer, AddressOf("", to), [body]);
    }

    private static async Task SendAsync(RealServer there, string from, string to, byte[] mail)
    {
        await using var smtp = await SmtpConnection.ConnectAsync(Account(there, from, there.Submissions), TimeProvider.System, None);
        Assert.True((await smtp.SendAsync(from, [to], mail, None))[0].Accepted);
    }

    private static async Task<ReadOnlyMemory<byte>> NextMailAsync(RealServer there, string address)
    {
        await there.DrainAsync();
        await using var mailbox = await ImapMailbox.ConnectAsync(Account(there, address, there.Imaps), TimeProvider.System, None);
        var folder = new FolderRef("INBOX", (await mailbox.StatusAsync("INBOX", None)).UidValidity);
        await foreach (var mail in mailbox.ReadAsync(folder, [1], 1 << 20, None))
            return mail.Bytes;
        throw new InvalidOperationException("No answer came.");
    }

    private static OpenRequest Reader(SecretKey own, Certificate known) => new()
    {
        Keys = [own], Now = TimeProvider.System.GetUtcNow().AddMinutes(1), FindCertificate = claim => known.Holds(claim) ? known : null,
    };

    private static Address AddressOf(string name, string address) => new(name, EmailAddress.Parse(address));

    private static string NewAddress(RealServer there, string name) =>
        $"{name}{Convert.ToHexString(RandomNumberGenerator.GetBytes(4))}@{there.Domain}".ToLowerInvariant();

    private static MailServer Account(RealServer there, string user, int port) => new()
    {
        Host = there.Host, Port = port, Tls = TlsMode.Implicit, User = user, ExtraRoots = there.Roots,
        Password = _ => ValueTask.FromResult(there.Password),
    };

    /// <summary>KEY of a vCard with its comma escaped, as Delta Chat writes it.</summary>
    [GeneratedRegex(@"^KEY:data:application/pgp-keys;base64\\?,(\S+)", RegexOptions.Multiline)]
    private static partial Regex CardKey { get; }

    [GeneratedRegex(@"\s")]
    private static partial Regex White { get; }
}
