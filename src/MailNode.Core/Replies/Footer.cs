using System.Text.RegularExpressions;

namespace MailNode.Core.Replies;

/// <summary>Recognises what a program, and not the person, put below the text: signatures, "Sent from my iPhone", notes of lists and virus scanners.</summary>
internal static partial class Footer
{
    private const int MaxLengthOfNote = 160;
    private const int MaxWordsOfNote = 12;
    private const int MaxLinesOfSignature = 12;
    private const int MaxLinesOfLooseSignature = 8;
    private const int MaxLineOfCard = 80;

    /// <summary>Whether a footer begins here: this line and those below it, up to the next quote, were not typed.</summary>
    public static bool BeginsAt(IReadOnlyList<ReplyLine> lines, int at)
    {
        var (text, bare) = (lines[at].Text, lines[at].Bare);
        if (bare.Length == 0 && text.Length > 0)
            return false;
        return bare switch
        {
            "--" => text == ReplyLine.SignatureMark || IsShort(lines, at, MaxLinesOfSignature),
            "—" or "–" or "――" or "——" or "– –" => IsShort(lines, at, MaxLinesOfLooseSignature) && at + 1 < lines.Count && !lines[at + 1].IsBlank,
            _ when Separator.IsRuler(bare) || bare == "__" => IsCard(lines, at) || IsListFooter(lines, at),
            _ => IsNote(bare),
        };
    }

    /// <summary>One line that a mail program adds of its own accord.</summary>
    public static bool IsNote(string bare)
    {
        if (bare.Length is < 8 or > MaxLengthOfNote)
            return false;
        var words = LinkPattern.Replace(bare, " ").Trim(' ', '.', '_', '-', '*', '<', '>', '(', ')');
        return IsSentFrom(words) || GetAppPattern.IsMatch(words) || ScannerPattern.IsMatch(bare);
    }

    private static bool IsSentFrom(string words) =>
        words.Length <= 90 && words.AsSpan().Count(' ') < MaxWordsOfNote && !words.AsSpan().ContainsAny(",;?!")
        && (SentFromMyPattern.IsMatch(words) || (SentPattern.IsMatch(words) && ProductPattern.IsMatch(words)));

    /// <summary>Whether only so many lines, and short ones, follow up to the next quote.</summary>
    private static bool IsShort(IReadOnlyList<ReplyLine> lines, int at, int most) =>
        Following(lines, at, most + 1) is var following && following.Count <= most && following.All(line => line.Text.Length <= MaxLineOfCard);

    /// <summary>A ruler over a visiting card. Rulers over prose and tables are the person's own.</summary>
    private static bool IsCard(IReadOnlyList<ReplyLine> lines, int at)
    {
        var following = Following(lines, at, MaxLinesOfSignature + 1);
        return following.Count is > 0 and <= MaxLinesOfSignature
            && following.All(line => line.Text.Length <= MaxLineOfCard)
            && following.Count(line => ContactPattern.IsMatch(line.Text)) >= 2;
    }

    private static bool IsListFooter(IReadOnlyList<ReplyLine> lines, int at) =>
        Following(lines, at, 4).Any(line => line.Bare.Length > 0 && ListPattern.IsMatch(line.Bare));

    private static List<ReplyLine> Following(IReadOnlyList<ReplyLine> lines, int at, int most)
    {
        List<ReplyLine> following = [];
        for (var i = at + 1; i < lines.Count && i - at < most * 3 && following.Count < most && lines[i].Kind == LineKind.Written; i++)
        {
            if (!lines[i].IsBlank)
                following.Add(lines[i]);
        }

        return following;
    }

    [GeneratedRegex(@"[<(\[]?\s*(?:https?://|www\.)[^\s<>]{1,200}[>)\]]?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LinkPattern { get; }

    // "Sent from my desk, is much easier" is a sentence: the note ends after a few words.
    [GeneratedRegex(@"^Sent from my [\p{L}\d][^\s]*(?:\s[^\s]+){0,4}$|^Von meinem .{2,40} gesendet$|^Gesendet von meinem [^\s]+(?:\s[^\s]+){0,4}$"
        + @"|^Envoy[ée] (?:de|depuis) mon [^\s]+(?:\s[^\s]+){0,4}$|^Envia(?:do|t) (?:desde mi|do meu|de meu|a partir do meu|des del meu) [^\s]+(?:\s[^\s]+){0,4}$"
        + @"|^Inviato da(?:l mio)? [^\s]+(?:\s[^\s]+){0,3}$|^(?:Verstuurd|Verzonden) (?:vanaf|van) mijn [^\s]+(?:\s[^\s]+){0,4}$|^(?:Skickat från|Sendt fra) min [^\s]+(?:\s[^\s]+){0,4}$"
        + @"|^(?:发自|發自|寄自)我的.{2,30}$|^(?:나의|내) .{2,30}에서 보냄$|^(?:私の)?.{2,30}から送信$|^.{2,30}(?:dan|den) gönderildi$|^.{2,30} (?:készülékemről|-ról|-ről|omról) küldve$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SentFromMyPattern { get; }

    [GeneratedRegex(@"^(?:Sent (?:from|via|with|by|using|on)|Gesendet (?:von|mit|aus|über|via)|Diese Nachricht wurde|Diese E-Mail wurde|Von .{2,40} gesendet|Envoyé (?:de|depuis|à partir|avec|via|par)"
        + "|Enviado (?:desde|con|do|de|a partir|com|via|pelo|por)|Enviada (?:desde|do|de)|Inviato (?:da|dal|con|tramite)|(?:Verstuurd|Verzonden) (?:vanaf|van|met|via|vanuit)|Skickat (?:från|med|via)|Skickades från"
        + "|Sendt (?:fra|med|via)|Lähetetty|Wysłan[eoy] (?:z|ze|za|przy)|Odesláno (?:z|ze|pomocí)|Odoslané (?:z|zo|pomocou)|Elküldve|Trimis (?:de|din|cu)|Отправлено (?:с|со|из|от|через)|Послано с|(?:Надіслано|Відправлено) (?:з|із|через)"
        + "|Изпратено (?:от|с)|Послато (?:са|с)|Poslan[oe] (?:s|sa|iz|z|putem)|Poslato sa|Στάλθηκε (?:από|με)|Απεστάλη|Enviat (?:des|amb|del)|Saadetud|Išsiųsta|Sūtīts|Nosūtīts|Sent úr|Gửi từ|Đã gửi từ|Được gửi từ|Dikirim (?:dari|melalui)|Dihantar"
        + "|发自|發自|寄自|来自我的|從我的|从我的|נשלח מ|נשלח באמצעות|أُرسل|أرسل|مرسل|تم الإرسال|ارسال شده|فرستاده شده|ส่งจาก|से भेजा)|"
        + "(?:gesendet|verstuurd|verzonden|küldve|elküldve|gönderildi|gönderilmiştir|送信|보냄|发送|發送|傳送|से भेजा गया|sent)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SentPattern { get; }

    [GeneratedRegex(@"iPhon|iPad|iPod|iOS|Apple|Outlook|Yahoo|Gmail|Inbox by|Samsung|Galaxy|Huawei|Xiaomi|Redmi|OnePlus|Android|BlackBerry|Windows|Nokia|Sony|Xperia|\bHTC\b|\bLG\b|Motorola|\bPixel\b|Proton|Tuta|K-9|K9|Thunderbird|\bSpark\b|Sparrow|Airmail"
        + @"|BlueMail|Blue Mail|TypeApp|\bNine\b|Mailbird|Mailspring|Newton|Polymail|Superhuman|\bGMX\b|WEB\.DE|Telekom|T-Online|Orange|T-Mobile|Verizon|AT&T|Sprint|Vodafone|smart\s?phone|Smartphone|Handy\b|Mobiltelefon|Mobile|Mobil\b|tablet|телефон"
        + @"|смартфон|мобильн|Почт|Mail\.ru|Яндекс|Yandex|Delta Chat|FairEmail|Aqua Mail|AquaMail|myMail|Canary|\bHEY\b|Zoho|Fastmail|\bAOL\b|Wiko|Alcatel|Lenovo|Oppo|Vivo|Realme|Honor|Fairphone|\bMail\b|App\b|手机|手機|邮箱|スマートフォン|携帯|휴대폰",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ProductPattern { get; }

    [GeneratedRegex(@"^(?:Get|Download|Try|Holen Sie sich|Laden Sie|Hol dir|Obtenir|Obtenez|Télécharger|Téléchargez|Obtener|Obtén|Descargar|Obter|Obtenha|Baixar|Ottieni|Scarica|Hämta|Hent|Skaff deg|Last ned|Hanki|Lataa|Pobierz|Stáhnout|Získat|Získajte"
        + @"|Szerezd|Obțineți|Descărcați|Загрузить|Скачать|Скачайте|Получить|Завантажити|Изтегл|Dobavite|Preuzmi|Prenesite|Λήψη|Αποκτήστε|Baixa|Obteniu|Hankige|Gaukite|Lejupiel|Tải|Dapatkan|获取|下载|取得|下載|다운로드|קבל|הורד|احصل على|دریافت)\b?.{0,40}"
        + @"(?:Outlook|BlueMail|TypeApp|Yahoo|Boxer|Spark|myMail|Gmail)\b.{0,40}$|^Outlook\s?(?:für|voor|for|pour|para|per|для)\s.{3,20}(?:beziehen|herunterladen|downloaden|letöltése|indir|edinin)?$"
        + @"|^(?:iOS|Android) (?:版|için|用|용).{0,6}Outlook.{0,12}$|^Outlook.{1,14}(?:を入手|letöltése|다운로드|edinin|indirin)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex GetAppPattern { get; }

    [GeneratedRegex(@"^.{0,60}(?:avast\.com|avg\.com|avast antivirus|Virus-free|Virenfrei|Sans virus|Libre de virus|Livre de vírus|Privo di virus|Virusvrij|Без вирусов|Wolny od wirusów).{0,80}$"
        + @"|^(?:This (?:email|message) (?:has been|was) (?:checked|scanned)|Diese E-Mail wurde (?:von|auf)|Secured with Tuta|Sent with Proton|Sent with Tuta|Sent with my Delta Chat|Sent with K-9|Sent with FairEmail).{0,100}$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ScannerPattern { get; }

    [GeneratedRegex(@"mailing list|/listinfo|/listinfo/|unsubscribe|list archive|Mailingliste|liste de diffusion|lista de correo", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ListPattern { get; }

    [GeneratedRegex(@"https?://|www\.|[^\s@]@[^\s@]+\.|\(?\+?\d[\d\s().\-/]{6,}\d|📧|📱|☎|✉|📞", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ContactPattern { get; }
}
