namespace MailNode.Core.Replies;

/// <summary>The words by which mail clients announce a quote, in the languages that they are translated to.</summary>
internal static class ReplyWords
{
    /// <summary>"wrote", as mail clients say it before a colon.</summary>
    public const string Wrote =
        // English, German, Dutch, Afrikaans
        @"\b(?:wrote|writes|said|schrieb|schrieben|schreibt|schreef|schrijft|geschreven|geskryf|skryf"
        // French, Spanish, Catalan, Galician, Portuguese, Italian, Romanian
        + @"|a\s+[ée]crit|[ée]crivait|escribi[óo]|escribe|ha\s+escrito|va\s+escriure|ha\s+escrit|escribiu|escreveu|escreve|ha\s+scritto|scrive|scriveva|a\s+scris"
        // Swedish, Danish, Norwegian, Icelandic, Finnish, Estonian
        + @"|skrev|skrevet|skriver|skrifa[ðd]i|kirjoitti|kirjutas"
        // Polish, Czech, Slovak, Slovene, Croatian, Serbian, Lithuanian, Latvian
        + @"|napisa[łl](?:\(a\)|a|/a)?|pisze|napsal(?:\(a\)|a|/a)?|nap[íi]sal(?:\(a\)|a|/a)?|je\s+napisal(?:/a|a)?|je\s+(?:\p{L}+\s+){0,4}napisala?"
        + @"|napisa(?:o|la|o/la)|p[ií]še|(?:pa)?ra[šs][ėe]|rakst[īi]ja"
        // Hungarian, Turkish, Albanian, Basque, Welsh, Irish
        + @"|[íi]rta|ezt\s+[íi]rta|yazd[ıi]|yazm[ıi][şs]|shkroi|shkruajti|idatzi\s+du|ysgrifennodd|scr[ií]obh"
        // Russian, Ukrainian, Belarusian, Bulgarian, Serbian, Macedonian, Greek
        + @"|писал(?:а|\(а\))?|написал(?:а|\(а\))?|пишет|написав(?:ла|\(ла\))?|написала|пише|пиша|напісаў|піша|написа|написао|έγραψε|έγραψαν|γράφει"
        // Vietnamese, Indonesian, Malay, Filipino, Swahili
        + @"|đã\s+viết|viết|menulis|tulis|isinulat|ay\s+sumulat|aliandika"
        // Hebrew, Arabic, Persian, Hindi, Armenian, Georgian
        + @"|כתב|כתבה|כתב/ה|כתבת|كتب|كتبت|نوشت|نوشته|लिखा|գրել\s+է|դրել|დაწერა|წერს)"
        // Written without spaces between words
        + @"|[写寫]道|[写寫]了|のメール|[がは]書きました|書き込みました|작성|님이\s*[쓴보]|쓴\s*글|เขียน";

    /// <summary>How an attribution begins, before its date.</summary>
    public const string Lead =
        @"^[-–—*_~ ]*(?:\d|(?:On|Am|Le|El|Em|Il|In\s+data|Op|W\s+dniu|Dnia|Den|På|Dne|Dňa|În|La|Pe|Στις|Την|Vào|Ngày|Pada|Tarih|V|Dana|U|A"
        + @"|בתאריך|في|بتاريخ|در|В|У|На|Дана|Kuup|Þann|No\s+dia|Data|Datum|Date)\b.{0,40}\d|(?:ในวันที่|เมื่อ|在|於|于|ב).{0,40}\d"
        + @"|\p{Ll}{2,14}\.?,?\s+\d|\p{Lu}\p{L}{1,13}[.,]{1,2}\s+\p{L}*\.?\s*\d)";

    /// <summary>Words for "message", as they stand between dashes above a quoted one.</summary>
    public const string Message =
        @"original|message|messages|mail|e-mail|email|nachricht|mensaje|mensagem|messaggio|bericht|berig|meddelande|besked|meddelelse|melding|viesti|wiadomo[śs][ćc]"
        + @"|zpr[áa]va|spr[áa]va|üzenet|mesaj|mesajul|ileti|mesajı|сообщение|сообщения|письмо|повідомлення|лист|съобщение|порука|poruka|sporo[čc]ilo|μήνυμα|missatge|kiri|s[õo]num"
        + @"|lai[šs]kas|[žz]inut[ėe]|v[ēe]stule|zi[ņn]ojums|skeyti|mezua|メッセージ|メール|邮件|郵件|原始邮件|메시지|메일|הודעה|الرسالة|رسالة|پیام|ข้อความ|thư|tin\s+nhắn|pesan|mesej";

    /// <summary>Stems of "forwarded".</summary>
    public const string Forwarded =
        @"forward|weitergeleitet|transf[ée]r|r[ée]exp[ée]di|transmis|reenviad|reenvia|encaminhad|reencaminhad|inoltrat|doorgestuurd|vidarebefordra|videresend|v[äa]litetty"
        + @"|edastatud|przekazan|przekazyw|p[řr]eposl|p[řr]epos[íi]l|tov[áa]bb[íi]tott|redirec[țt]ion|пересыл|переслан|переадрес|препратен|prosle[đd]en|proslij|posredovan|iletilen|προωθ"
        + @"|persi[ųu]st|p[āa]rs[ūu]t|áframsent|転送|转发|轉寄|轉發|전달|מועבר|הועבר|محول|معاد\s+توجيه|ارسال\s+شده|chuyển\s+tiếp|diteruskan|terusan|ส่งต่อ";
}
