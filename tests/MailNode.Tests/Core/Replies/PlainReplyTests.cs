using MailNode.Core.Replies;

namespace MailNode.Tests.Core.Replies;

/// <summary>Replies as mail clients write them, by language: what was typed comes out, and nothing that was quoted.</summary>
public sealed class PlainReplyTests
{
    /// <summary>The line or lines between the new text and the old, which is not marked as a quote.</summary>
    public static TheoryData<string, string> Openings() => new()
    {
        { "Gmail, English", "On Tue, Nov 17, 2026 at 9:12 AM Ben Kaya <ben@example.org> wrote:" },
        { "Gmail, English, folded", "On Tue, Nov 17, 2026 at 9:12 AM Ben Kaya of the Rowing Club <\nben.kaya.of.the.rowing.club@example.org> wrote:" },
        { "Gmail, English, folded twice", "On Tuesday, November 17, 2026 at 9:12 AM, Ben Kaya of the\nRowing Club in the Old Harbour\n<ben@example.org> wrote:" },
        { "Gmail, English, folded before the verb", "On Tue, Nov 17, 2026 at 9:12 AM Ben Kaya <ben@example.org>\nwrote:" },
        { "mutt", "On Tue, Nov 17, 2026 at 09:12:44AM +0100, Ben Kaya wrote:" },
        { "Thunderbird, English", "On 11/17/26 09:12, Ben Kaya wrote:" },
        { "Evolution", "On Tue, 2026-11-17 at 09:12 +0100, Ben Kaya wrote:" },
        { "Lotus Notes", "Ben Kaya <ben@example.org> wrote on 11/17/2026 09:12:44 AM:" },
        { "Gnus", "Ben Kaya <ben@example.org> writes:" },
        { "Zoho", "---- On Tue, 17 Nov 2026 09:12:44 +0100 Ben Kaya <ben@example.org> wrote ----" },
        { "Horde", "Quoting Ben Kaya <ben@example.org>:" },
        { "Tuta", "17 Nov 2026, 09:12 by ben@example.org:" },
        { "Gmail, German", "Am Di., 17. Nov. 2026 um 09:12 Uhr schrieb Ben Kaya <ben@example.org>:" },
        { "Thunderbird, German", "Am 17.11.26 um 09:12 schrieb Ben Kaya:" },
        { "GMX, German", "Ben Kaya <ben@example.org> schrieb am 17.11.2026, 09:12:" },
        { "Horde, German", "Zitat von Ben Kaya <ben@example.org>:" },
        { "Gmail, French", "Le mar. 17 nov. 2026 à 09:12, Ben Kaya <ben@example.org> a écrit :" },
        { "Apple, French, folded", "Le 17 nov. 2026 à 09:12, Ben Kaya <ben@example.org> a\nécrit :" },
        { "Gmail, Spanish", "El mar, 17 nov 2026 a las 9:12, Ben Kaya (<ben@example.org>) escribió:" },
        { "Apple, Spanish", "El 17 nov 2026, a las 9:12, Ben Kaya <ben@example.org> escribió:" },
        { "Gmail, Catalan", "Missatge de Ben Kaya <ben@example.org> del dia dt., 17 de nov. 2026 a les 9:12:" },
        { "Gmail, Portuguese (Brazil)", "Em ter., 17 de nov. de 2026 às 09:12, Ben Kaya <ben@example.org> escreveu:" },
        { "Gmail, Portuguese (Portugal)", "Ben Kaya <ben@example.org> escreveu (terça, 17/11/2026 à(s) 09:12):" },
        { "Gmail, Italian", "Il giorno mar 17 nov 2026 alle ore 09:12 Ben Kaya <ben@example.org>\nha scritto:" },
        { "Libero, Italian", "Il 17/11/2026 09:12 Ben Kaya <ben@example.org> ha scritto:" },
        { "Gmail, Romanian", "În mar., 17 nov. 2026 la 09:12, Ben Kaya <ben@example.org> a scris:" },
        { "Gmail, Dutch", "Op di 17 nov 2026 om 09:12 schreef Ben Kaya <ben@example.org>:" },
        { "Gmail, Swedish", "Den tis 17 nov. 2026 kl 09:12 skrev Ben Kaya <ben@example.org>:" },
        { "Gmail, Danish", "Den tirs. 17. nov. 2026 kl. 09.12 skrev Ben Kaya <ben@example.org>:" },
        { "Gmail, Norwegian, folded in the address", "tir. 17. nov. 2026 kl. 09:12 skrev Ben Kaya <ben@example.org\n>:" },
        { "Gmail, Finnish", "ti 17. marrask. 2026 klo 9.12 Ben Kaya (ben@example.org) kirjoitti:" },
        { "Gmail, Icelandic", "Þann þri., 17. nóv. 2026 kl. 09:12 skrifaði Ben Kaya <ben@example.org>:" },
        { "Gmail, Estonian", "Kontakt Ben Kaya (<ben@example.org>) kirjutas kuupäeval T, 17. november 2026 kell 09:12:" },
        { "Gmail, Latvian", "otrd., 2026. g. 17. nov., plkst. 09:12 — lietotājs Ben Kaya (<ben@example.org>) rakstīja:" },
        { "Gmail, Lithuanian", "2026-11-17, an, 09:12 Ben Kaya <ben@example.org> rašė:" },
        { "Gmail, Polish", "wt., 17 lis 2026 o 09:12 Ben Kaya <ben@example.org> napisał(a):" },
        { "Thunderbird, Polish", "W dniu 17.11.2026 o 09:12, Ben Kaya pisze:" },
        { "Gmail, Czech", "út 17. 11. 2026 v 9:12 odesílatel Ben Kaya <ben@example.org> napsal:" },
        { "Thunderbird, Czech", "Dne 17. 11. 26 v 9:12 Ben Kaya napsal(a):" },
        { "Gmail, Slovak", "ut 17. 11. 2026 o 9:12 Ben Kaya <ben@example.org> napísal(a):" },
        { "Gmail, Slovene", "V V tor., 17. nov. 2026 ob 09:12 je oseba Ben Kaya <ben@example.org> napisala:" },
        { "Gmail, Croatian", "uto, 17. stu 2026. u 09:12 Ben Kaya <ben@example.org> napisao je:" },
        { "Gmail, Hungarian", "Ben Kaya <ben@example.org> ezt írta (időpont: 2026. nov. 17., K, 9:12):" },
        { "Gmail, Turkish", "Ben Kaya <ben@example.org>, 17 Kas 2026 Sal, 09:12 tarihinde şunu yazdı:" },
        { "Gmail, Russian", "вт, 17 нояб. 2026 г. в 09:12, Ben Kaya <ben@example.org>:" },
        { "Mail.ru", "Вторник, 17 ноября 2026, 9:12 +03:00 от Ben Kaya <ben@example.org>:" },
        { "Thunderbird, Russian", "17.11.2026 09:12, Ben Kaya пишет:" },
        { "Gmail, Ukrainian", "вт, 17 лист. 2026 р. о 09:12 Ben Kaya <ben@example.org> пише:" },
        { "Gmail, Bulgarian", "На вт, 17.11.2026 г. в 9:12 Ben Kaya <ben@example.org> написа:" },
        { "Gmail, Greek", "Στις Τρί 17 Νοε 2026 στις 9:12 π.μ., ο χρήστης Ben Kaya <ben@example.org> έγραψε:" },
        { "Gmail, Hebrew", "\u202bבתאריך יום ג׳, 17 בנוב׳ 2026 ב-9:12 מאת \u202aBen Kaya\u202c\u200f <\u202aben@example.org\u202c\u200f>:\u202c" },
        { "Gmail, Arabic", "في الثلاثاء، ١٧ نوفمبر ٢٠٢٦ في ٩:١٢ ص تمت كتابة ما يلي بواسطة \u202aBen Kaya\u202c\u200f <\u202aben@example.org\u202c\u200f>:" },
        { "Gmail, Japanese", "2026年11月17日(火) 9:12 Ben Kaya <ben@example.org>:" },
        { "Apple, Japanese", "2026/11/17 9:12、Ben Kaya <ben@example.org>のメール:" },
        { "Gmail, Chinese", "Ben Kaya <ben@example.org> 于2026年11月17日周二 09:12写道：" },
        { "Gmail, Chinese (Taiwan)", "Ben Kaya <ben@example.org> 於 2026年11月17日 週二 上午9:12寫道：" },
        { "Gmail, Korean", "2026년 11월 17일 (화) 오전 9:12, Ben Kaya <ben@example.org>님이 작성:" },
        { "Gmail, Vietnamese", "Vào Th 3, 17 thg 11, 2026 vào lúc 09:12 Ben Kaya <ben@example.org> đã viết:" },
        { "Gmail, Indonesian", "Pada tanggal Sel, 17 Nov 2026 pukul 09.12 Ben Kaya <ben@example.org> menulis:" },
        { "Gmail, Thai", "ในวันที่ อ. 17 พ.ย. 2026 เวลา 09:12 Ben Kaya <ben@example.org> เขียนว่า:" },
        { "Outlook, English", "From: Ben Kaya <ben@example.org>\nSent: Tuesday, November 17, 2026 9:12 AM\nTo: Ana <ana@example.org>\nSubject: Harbour" },
        { "Outlook, without addresses", "From: Ben Kaya\nSent: Tuesday, November 17, 2026 9:12 AM\nTo: Ana\nSubject: Harbour" },
        { "Outlook on the web", "________________________________\nFrom: Ben Kaya <ben@example.org>\nSent: Tuesday, November 17, 2026 9:12 AM\nTo: Ana <ana@example.org>\nSubject: Harbour" },
        { "Outlook, bold", " ------------------------------\n\n*From:* Ben Kaya [mailto:ben@example.org]\n*Sent:* Tuesday, November 17, 2026 9:12 AM\n*To:* Ana\n*Subject:* Harbour" },
        { "Outlook, folded", "From: Ben Kaya of the Rowing Club\n<ben@example.org>\nSent: Tuesday, November 17, 2026 9:12 AM\nTo: Ana\nSubject: Harbour" },
        { "Outlook, one line", "From: Ben Kaya <ben@example.org> Sent: Tuesday, November 17, 2026 To: Ana Subject: Harbour" },
        { "Outlook, German", "Von: Ben Kaya <ben@example.org>\nGesendet: Dienstag, 17. November 2026 09:12\nAn: Ana <ana@example.org>\nBetreff: Hafen" },
        { "Outlook, French", "De : Ben Kaya <ben@example.org>\nEnvoyé : mardi 17 novembre 2026 09:12\nÀ : Ana <ana@example.org>\nObjet : Port" },
        { "Outlook, Spanish", "De: Ben Kaya <ben@example.org>\nEnviado el: martes, 17 de noviembre de 2026 9:12\nPara: Ana <ana@example.org>\nAsunto: Puerto" },
        { "Outlook, Polish", "Od: Ben Kaya <ben@example.org>\nWysłano: wtorek, 17 listopada 2026 09:12\nDo: Ana <ana@example.org>\nTemat: Port" },
        { "Outlook, Russian", "От: Ben Kaya <ben@example.org>\nОтправлено: 17 ноября 2026 г. 9:12\nКому: Ana <ana@example.org>\nТема: Порт" },
        { "Outlook, Turkish", "Kimden: Ben Kaya <ben@example.org>\nGönderildi: 17 Kasım 2026 Salı 09:12\nKime: Ana <ana@example.org>\nKonu: Liman" },
        { "Outlook, Chinese", "发件人: Ben Kaya <ben@example.org>\n发送时间: 2026年11月17日 9:12\n收件人: Ana <ana@example.org>\n主题: 港口" },
        { "Outlook, Japanese", "差出人: Ben Kaya <ben@example.org>\n送信日時: 2026年11月17日 9:12\n宛先: Ana <ana@example.org>\n件名: 港" },
        { "Hotmail", "Date: Tue, 17 Nov 2026 09:12:44 +0100\nSubject: Harbour\nFrom: ben@example.org\nTo: ana@example.org" },
        { "Original message", "-----Original Message-----\nFrom: Ben Kaya\nSent: Tuesday" },
        { "Original message, without headers", "----- Original Message -----" },
        { "Original message, German", "-------- Ursprüngliche Nachricht --------\nVon: Ben Kaya\nDatum: 17.11.26 09:12 (GMT+01:00)" },
        { "Original message, French", "-------- Message d'origine --------\nDe : Ben Kaya" },
        { "Original message, Korean", "-----원본 메시지-----" },
        { "Proton", "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Tuesday, November 17, 2026 9:12 AM, Ben Kaya <ben@example.org> wrote:" },
        { "Ticket system", "##- Please type your reply above this line -##" },
    };

    [Theory, MemberData(nameof(Openings))]
    public void Only_what_stands_above_an_unmarked_quote_is_new(string client, string opening)
    {
        Assert.NotEmpty(client);
        Assert.Equal("Great pictures!\n\nSee you at 5.", NewText.FromPlain($"Great pictures!\n\nSee you at 5.\n\n{opening}\n\nThe door code is 4711.\nBen\n"));
    }

    [Theory, MemberData(nameof(Openings))]
    public void The_line_above_an_opening_is_kept_also_without_a_blank_line(string client, string opening)
    {
        Assert.NotEmpty(client);
        Assert.Equal("See you at 5.", NewText.FromPlain($"See you at 5.\n{opening}\n\nThe door code is 4711.\n"));
    }

    [Theory, MemberData(nameof(Openings))]
    public void What_stands_below_a_marked_quote_is_new(string client, string opening)
    {
        if (client == "Ticket system")
            return;
        Assert.Equal("Great pictures!", NewText.FromPlain($"{opening}\n\n> The door code is 4711.\n> Ben\n\nGreat pictures!\n"));
    }

    public static TheoryData<string, string> Footers() => new()
    {
        { "signature", "-- \nAna Kaya\nRowing Club\n+49 30 123456" },
        { "signature without its space", "--\nAna" },
        { "signature with a long dash", "—\nAna Kaya\nRowing Club" },
        { "English", "Sent from my iPhone" },
        { "English, device", "Sent from my Samsung Galaxy smartphone." },
        { "English, Outlook", "Get Outlook for iOS<https://aka.ms/o0ukef>" },
        { "English, Android", "Sent from Outlook for Android" },
        { "English, Proton", "Sent with [Proton Mail](https://proton.me/) secure email." },
        { "German", "Von meinem iPhone gesendet" },
        { "German, K-9", "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet." },
        { "German, Outlook", "Outlook für iOS beziehen" },
        { "French", "Envoyé de mon iPhone" },
        { "French, Outlook", "Télécharger Outlook pour Android" },
        { "Spanish", "Enviado desde mi iPhone" },
        { "Portuguese", "Enviado do meu iPhone" },
        { "Italian", "Inviato da iPhone" },
        { "Dutch", "Verstuurd vanaf mijn iPhone" },
        { "Swedish", "Skickat från min iPhone" },
        { "Danish", "Sendt fra min iPhone" },
        { "Finnish", "Lähetetty iPhonesta" },
        { "Polish", "Wysłane z iPhone'a" },
        { "Czech", "Odesláno z iPhonu" },
        { "Hungarian", "iPhone-omról küldve" },
        { "Romanian", "Trimis de pe iPhone-ul meu" },
        { "Russian", "Отправлено с iPhone" },
        { "Ukrainian", "Надіслано з iPhone" },
        { "Turkish", "iPhone'umdan gönderildi" },
        { "Greek", "Στάλθηκε από το iPhone μου" },
        { "Japanese", "iPhoneから送信" },
        { "Chinese", "发自我的 iPhone" },
        { "Korean", "나의 iPhone에서 보냄" },
        { "Hebrew", "נשלח מה-iPhone שלי" },
        { "Delta Chat", "-- \nSent with my Delta Chat Messenger: https://delta.chat" },
        { "list", "_______________________________________________\nrowers mailing list\nrowers@lists.example.org\nhttps://lists.example.org/listinfo/rowers" },
        { "virus scanner", "Virenfrei. www.avast.com" },
        { "card under a ruler", "—————\nAna Kaya\n📧 ana@example.org\n📱 +49 30 123456" },
    };

    [Theory, MemberData(nameof(Footers))]
    public void Footers_are_not_typed(string kind, string footer)
    {
        Assert.NotEmpty(kind);
        Assert.Equal("Great pictures!", NewText.FromPlain($"Great pictures!\n\n{footer}\n"));
        Assert.Equal("Great pictures!", NewText.FromPlain($"Great pictures!\n\n{footer}\n\nOn 17 Nov 2026, at 09:12, Ben wrote:\n\n> The door code is 4711.\n"));
        Assert.Equal("Great pictures!\n\nAnd the boat?", NewText.FromPlain($"Great pictures!\n\n{footer}\n\nOn 17 Nov 2026, at 09:12, Ben wrote:\n\n> The door code is 4711.\n\nAnd the boat?"));
    }

    [Fact]
    public void Answers_between_quotes_come_in_order()
    {
        const string reply = """
            Hi Ben,
            On 17 Nov 2026, at 09:12, Ben wrote:
            > Shall we row on Sunday?
            Yes!
            > And who brings the cake?

            I do.
            With cherries.

            > > an older question
            > Ben
            [...]

            -- 
            Ana
            """;
        Assert.Equal("Hi Ben,\n\nYes!\n\nI do.\nWith cherries.", NewText.FromPlain(reply));
    }

    [Fact]
    public void Who_cut_the_first_part_of_the_quote_is_heard_all_the_same() =>
        Assert.Equal("Yes to the first.\n\nNo to this.", NewText.FromPlain("On 17 Nov 2026, at 09:12, Ben wrote:\n\nYes to the first.\n\n> And on Monday?\n\nNo to this.\n"));

    [Fact]
    public void A_quote_that_a_client_does_not_mark_may_hold_marked_ones_and_is_not_published()
    {
        const string reply = "Yes.\n\nOn 17 Nov 2026, at 09:12, Ben wrote:\nThe door code is 4711.\n\nOn 16 Nov 2026, at 09:12, Ana wrote:\n> Door code?\n\nBen\n";
        Assert.Equal("Yes.", NewText.FromPlain(reply));
    }

    [Fact]
    public void The_rest_of_a_quoted_line_that_a_gateway_broke_stays_quoted()
    {
        const string reply = "> The door code is 4711 and the key hangs behind the boat house, next to the\nladder\n> with the red\n\nThanks!";
        Assert.Equal("Thanks!", NewText.FromPlain(reply));
    }

    [Theory]
    [InlineData("On the other hand, we could row at 5:30 on Sunday.\nOn Monday it rains.")]
    [InlineData("From: Berlin\nTo: Paris\nDate: Monday\n\nWho comes along?")]
    [InlineData("Three things:\n-- first\n-- second\n-- third")]
    [InlineData("Plan\n----\n\n1. row\n2. eat\n\n----\n\nBring a towel.")]
    [InlineData("First part.\n--\n\nThe second part goes on in a line that is far too long for anything that people put into a signature, and on.")]
    [InlineData("Sent from my desk, with love.")]
    [InlineData("Grandma wrote a letter. It says:\n\nDear all, come at 5.")]
    [InlineData("In 1986 my grandma wrote:\n\nDear all, come at 5.")]
    [InlineData("The boats I saw:\n\n2026-11-17 09:12\n17.11.2026 10:30\n\nThat is all.")]
    [InlineData("See https://example.org/on-monday-he-wrote: it is long.")]
    [InlineData("Regards,\n\nAna")]
    [InlineData("-Ana")]
    [InlineData("I > you")]
    [InlineData("Subject: to change")]
    [InlineData("Ich schreibe dir morgen:\nversprochen!")]
    public void What_a_person_types_is_kept(string typed) => Assert.Equal(typed, NewText.FromPlain(typed));

    [Theory]
    [InlineData("")]
    [InlineData("\n\n   \n")]
    [InlineData("> all quoted\n> all of it")]
    [InlineData("-- \nAna")]
    [InlineData("Sent from my iPhone")]
    public void Nothing_typed_gives_nothing(string reply) => Assert.Equal("", NewText.FromPlain(reply));

    [Fact]
    public void A_marked_signature_may_be_long() =>
        Assert.Equal("Hi", NewText.FromPlain("Hi\n-- \nAna\n\nThis mail is for its recipient only, and whoever else reads it has to forget it at once, and to tell us so.\n" + string.Join('\n', Enumerable.Repeat("And more.", 30))));

    [Fact]
    public void Line_ends_of_any_kind_are_line_ends() => Assert.Equal("a\nb\n\nc", NewText.FromPlain("a\r\nb\r\n\r\n\r\n\r\nc\r\n> q\r\n"));
}
