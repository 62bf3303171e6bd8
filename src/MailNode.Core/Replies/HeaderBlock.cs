using System.Collections.Frozen;

namespace MailNode.Core.Replies;

/// <summary>Recognises the headers of the old mail where a client writes them above its text, as Outlook does ("From: … Sent: … To: … Subject: …").</summary>
internal static class HeaderBlock
{
    private enum Key
    {
        From,
        Sent,
        Date,
        To,
        Cc,
        Subject,
        Other,
    }

    private const int MaxLines = 16;
    private const int MaxKeyLength = 32;
    private const int MaxContinuation = 2;

    private static readonly FrozenDictionary<string, Key> Keys = Words()
        .SelectMany(entry => entry.Words.Split('|').Select(word => (word, entry.Key)))
        .DistinctBy(entry => entry.word)
        .ToFrozenDictionary(entry => entry.word, entry => entry.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>How many lines the block that begins at this line has; 0 if none does.</summary>
    /// <param name="announced">A line such as "Original Message" stands above: then less is evidence enough.</param>
    public static int LengthAt(IReadOnlyList<ReplyLine> lines, int start, bool announced)
    {
        if (!TryKey(lines[start].Bare, out _))
            return 0;
        HashSet<Key> seen = [];
        var (last, gap, hasAddress) = (start - 1, 0, false);
        for (var i = start; i < lines.Count && i - start < MaxLines && gap <= MaxContinuation && lines[i].Kind == LineKind.Written; i++)
        {
            hasAddress |= lines[i].Bare.Contains('@', StringComparison.Ordinal);
            if (AddKeys(lines[i].Bare, seen))
                (last, gap) = (i, 0);
            else
                gap++;
        }

        return IsEnough(seen, hasAddress, announced) ? last - start + 1 : 0;
    }

    /// <summary>A plan for a journey has From, To and Date as well; only mail has a subject, a time of sending or addresses.</summary>
    private static bool IsEnough(HashSet<Key> seen, bool hasAddress, bool announced)
    {
        var telling = seen.Count(key => key != Key.Other);
        if (announced)
            return telling >= 1;
        return seen.Contains(Key.From) && (hasAddress || seen.Contains(Key.Subject) || seen.Contains(Key.Sent))
            && (telling >= 3 || (telling == 2 && hasAddress && (seen.Contains(Key.Sent) || seen.Contains(Key.Subject))));
    }

    private static bool AddKeys(string bare, HashSet<Key> seen)
    {
        if (!TryKey(bare, out var key))
            return false;
        seen.Add(key);
        AddKeysInside(bare, seen);
        return true;
    }

    /// <summary>Some clients write all headers into one line.</summary>
    private static void AddKeysInside(string bare, HashSet<Key> seen)
    {
        for (var colon = bare.IndexOf(':', StringComparison.Ordinal) + 1; colon > 0 && colon < bare.Length;)
        {
            var next = bare.IndexOf(':', colon);
            if (next < 0)
                return;
            var word = bare.AsSpan(colon, next - colon).TrimEnd();
            var space = word.LastIndexOf(' ');
            if (space >= 0 && Keys.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word[(space + 1)..].Trim('*'), out var key))
                seen.Add(key);
            colon = next + 1;
        }
    }

    private static bool TryKey(string bare, out Key key)
    {
        key = Key.Other;
        var colon = bare.AsSpan().IndexOfAny(':', '：');
        return colon is > 0 and <= MaxKeyLength
            && Keys.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(bare.AsSpan(0, colon).Trim(" *_"), out key);
    }

    private static IEnumerable<(Key Key, string Words)> Words() =>
    [
        (Key.From, "from|von|de|da|van|od|fra|från|frá|lähettäjä|saatja|kellelt|feladó|de la|kimden|gönderen|από|αποστολέας|от|от кого|від|від кого|отправитель|expéditeur"
            + "|remitente|remetente|mittente|absender|afzender|avsändare|avsender|afsender|nadawca|odesílatel|odesilatel|odosielateľ|pošiljatelj|šalje|expeditor"
            + "|siuntėjas|nuo|no|sūtītājs|sendandi|nga|dari|từ|จาก|差出人|送信者|送信元|发件人|寄件者|寄件人|보낸 사람|보낸사람|발신|מאת|من|از|mula kay"),
        (Key.Sent, "sent|gesendet|gesendet am|envoyé|envoyé le|enviado|enviado el|enviado em|enviada|enviada em|enviada el|inviato|inviato il|verzonden|verstuurd|skickat|sendt|lähetetty"
            + "|wysłano|wysłane|odesláno|odoslané|elküldve|küldve|trimis|expediat|отправлено|надіслано|відправлено|изпратено|gönderildi|gönderilme tarihi|gönderme tarihi|στάλθηκε|εστάλη|saadetud"
            + "|išsiųsta|nosūtīts|poslano|poslato|послато|enviat|送信日時|发送时间|發送時間|傳送時間|发送日期|寄件日期|보낸 날짜|보낸 시간|נשלח|أُرسلت|تم الإرسال|تاريخ الإرسال|ارسال شده|ส่งเมื่อ|đã gửi|dikirim"),
        (Key.Date, "date|datum|data|fecha|dato|dátum|дата|дана|tarih|ημερομηνία|päiväys|päivämäärä|päivä|kuupäev|dagsetning|日付|日時|日期|时间|時間|날짜|일시|תאריך|التاريخ|تاريخ|تاریخ|วันที่|ngày"
            + "|tanggal|tarikh|message du|message du date|envoyé(e)|data e hora"),
        (Key.To, "to|an|à|a|para|aan|til|till|vastaanottaja|címzett|către|catre|kime|alıcı|προς|кому|до|do|komu|pro|kam|za|prima|kepada|ke|đến|tới|ถึง|宛先|收件人|收件者|받는 사람|받는사람|수신|אל"
            + "|إلى|الى|به|adressat|per|per a|destinataire|destinatario|destinatário|destinatari|empfänger|ontvanger|mottagare|mottaker|modtager|odbiorca|saaja|kellele|gavėjas|kam|viðtakandi"),
        (Key.Cc, "cc|bcc|cci|kopie|kopia|kopi|copie|copie à|copia|cópia|másolat|kopio|копия|копія|kopija|bilgi|κοιν|ccn|dw|udw|抄送|副本|참조|עותק|نسخة|másolatot kap"),
        (Key.Subject, "subject|betreff|betr|objet|sujet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|tárgy|subiect|тема|относно|предмет|konu|θέμα|件名|主题|主旨|标题|標題|제목|נושא"
            + "|الموضوع|موضوع|เรื่อง|chủ đề|tiêu đề|perihal|subjek|subyek|assumpte|tema|zadeva|naslov|teema|efni|gaia|onderwerp van bericht|pavadinimas|temats|lënda|subjekt"),
        (Key.Other, "reply-to|antwort an|antwort|répondre à|responder a|rispondi a|beantwoorden|importance|wichtigkeit|importanz|priorität|priority|priorité|attachments|anlagen|anlage|anhang|pièces jointes"
            + "|adjuntos|datos adjuntos|anexos|allegati|bijlagen|organization|message-id|sensitivity|on behalf of|im auftrag von|sender|resent-from|categories|importancia|prioridad|svar-till|svar til"),
    ];
}
