using System.Text;
using System.Text.RegularExpressions;
using MailNode.Core.Digests;
using MailNode.Core.Envelopes;
using MailNode.Core.Letters;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.Tests.OpenPgp;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Core.Letters;

/// <summary>Our own sealed mail, as other programs find it.</summary>
public sealed partial class OurMailTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private static readonly PageMail Page = new()
    {
        From = new Address("Bjørn (MailNode)", Home.Ana.Address), To = Home.Ana.MailAddress, Subject = "Tea, or coffee?", Date = Home.Now, MessageId = "page@example.org",
        References = ["root@example.org", "post@example.org"], Html = "<p>Tea?</p>\n", Text = "Tea?\n", Rendering = ("X-MailNode-Rendering", "abc"),
    };

    [Fact]
    public void A_packets_mail_looks_as_it_always_did()
    {
        byte[] entity = [];
        var mail = SealedMail.Write(
            new SealedMailHeaders(Home.Ana.MailAddress, Home.Now, "one@example.org", AutocryptHeader.Write(Home.Ana.Address, Keys.Ana.Certificate)),
            new Address("Ben", EmailAddress.Parse("ben@example.org")),
            [Sealed(entity = Home.Entity(Home.Write(Keys.Ben, Home.Post())))]);
        GoldenText.Check("sealed-mail.txt", $"--- outside\n{Steady(mail)}\n--- inside\n{Steady(entity)}");
    }

    [Fact]
    public void A_sealed_copy_looks_as_it_always_did()
    {
        byte[] inside = [];
        var mail = Page.WriteSealed(entity => Sealed(inside = entity));
        GoldenText.Check("sealed-copy.txt", $"--- outside\n{Steady(mail)}\n--- inside\n{Steady(inside)}");
    }

    [Fact]
    public void A_sealed_copy_is_a_letter_whose_headers_are_all_protected()
    {
        var mail = MimeEntity.Parse(Page.WriteSealed(entity => Armor.EncodeBytes("PGP MESSAGE", Seal.Encrypt(entity, Keys.Ana, [Keys.Ana.Certificate], Home.Now))));
        var letter = Assert.IsType<LetterReading.Genuine>(Letter.Read(mail, Keys.Reader(Keys.Ana, Keys.Ana.Certificate)));
        Assert.Equal("Tea, or coffee?", letter.Headers!.Subject);
        Assert.Equal(["From", "Reply-To", "Subject"], new[] { "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted" }.Where(letter.Headers.IsConfidential));
        Assert.DoesNotContain("=?utf-8?", Encoding.ASCII.GetString(mail.Raw.Span), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Every_line_outside_is_short_and_ASCII()
    {
        var mail = Page.WriteSealed(entity => Armor.EncodeBytes("PGP MESSAGE", new byte[50_000]));
        Assert.True(Ascii.IsValid(mail));
        Assert.All(Encoding.ASCII.GetString(mail).Split("\r\n"), line => Assert.InRange(line.Length, 0, 78));
    }

    [Theory]
    [InlineData("sqop", "--verifications-out")]
    [InlineData("gosop", "--verify-out")]
    public async Task A_sop_opens_what_is_in_it_and_finds_the_signature_good(string program, string verdictOption)
    {
        await using var sop = Tool.OrSkip(program);
        using var ana = SecretKey.Generate("Ana <ana@example.org>", Now.AddHours(-1));
        var (body, entity) = Written(ana);
        var key = await sop.SaveAsync("ana.key", Encoding.ASCII.GetBytes(ana.ToArmor()));
        var certificate = await sop.SaveAsync("ana.cert", Encoding.ASCII.GetBytes(ana.Certificate.ToArmor()));
        var run = await sop.RunAsync(body, "decrypt", "--verify-with=" + certificate, $"{verdictOption}={sop.PathOf("verdict")}", key);
        // Quirk: gosop gives lines out with line feeds (2026-11).
        Assert.Equal(Lines(entity), Lines(run.Succeeded()));
        Assert.Contains(ana.Certificate.Fingerprint.ToString(), (await File.ReadAllTextAsync(sop.PathOf("verdict"))).ToUpperInvariant(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gnupg_opens_what_is_in_it_and_finds_the_signature_good()
    {
        await using var gpg = Tool.OrSkip("gpg");
        using var ana = SecretKey.Generate("Ana <ana@example.org>", Now.AddHours(-1));
        var (body, entity) = Written(ana);
        (await gpg.GpgAsync(ana.ToBytes(), "--import")).Succeeded();
        var run = await gpg.GpgAsync(body, "--decrypt");
        Assert.Equal(entity, run.Succeeded());
        Assert.Contains($"VALIDSIG {ana.Certificate.Fingerprint}", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_mail_of_gnupgs_is_read()
    {
        await using var gpg = Tool.OrSkip("gpg");
        using var ana = SecretKey.Generate("Ana <ana@example.org>", Now.AddHours(-1));
        (await gpg.GpgAsync(ana.ToBytes(), "--import")).Succeeded();
        foreach (var mode in (string[])["--no-textmode", "--textmode"])
        {
            var signature = (await gpg.GpgAsync(Post.Payload, mode, "--armor", "--detach-sign")).Succeeded();
            var mail = Post.Multipart("signed; protocol=\"application/pgp-signature\"", Post.Text(Post.Payload), $"Content-Type: application/pgp-signature\r\n\r\n{Post.Text(signature)}");
            var request = Keys.Reader(Keys.Ben, ana.Certificate) with { Now = Now.AddMinutes(1) };
            Assert.Equal(Post.Payload, Assert.IsType<LetterReading.Genuine>(Post.Read(Post.Mail(mail), request)).Payload.Raw.ToArray());
        }
    }

    /// <summary>The sealed body of a mail of Ana's as the mail carries it, and what is in it.</summary>
    private static (byte[] Body, byte[] Entity) Written(SecretKey ana)
    {
        byte[] entity = [];
        var mail = Page.WriteSealed(inside => Armor.EncodeBytes("PGP MESSAGE", Seal.Encrypt(entity = inside, ana, [ana.Certificate], Now)));
        return (Assert.Single(SealedMail.Find(MimeEntity.Parse(mail))).ToArray(), entity);
    }

    private static string Lines(byte[] text) => Encoding.UTF8.GetString(text).ReplaceLineEndings("\n");

    private static byte[] Sealed(byte[] entity) => Armor.EncodeBytes("PGP MESSAGE", entity.AsSpan(0, 100));

    /// <summary>Without what differs from run to run: keys, what is made of them, and boundaries.</summary>
    private static string Steady(byte[] mail)
    {
        var text = Encoding.UTF8.GetString(mail).ReplaceLineEndings("\n");
        text = Boundaries.Replace(text, "(boundary)");
        text = KeyText.Replace(text, "keydata= (key)\n");
        text = Packets.Replace(text, "$1(packet)\n");
        return ArmorText.Replace(text, "$1(armor)\n$2");
    }

    [GeneratedRegex("=_[0-9A-Za-z_]+")]
    private static partial Regex Boundaries { get; }

    [GeneratedRegex(@"keydata=(\s+[A-Za-z0-9+/=]+)+\n")]
    private static partial Regex KeyText { get; }

    [GeneratedRegex(@"(packet\.json""?\n\n)([A-Za-z0-9+/=]+\n)+")]
    private static partial Regex Packets { get; }

    [GeneratedRegex(@"(-----BEGIN PGP MESSAGE-----\n\n)[^-]+(-----END)")]
    private static partial Regex ArmorText { get; }
}
