using System.Text.RegularExpressions;

namespace MailNode.Core.Replies;

/// <summary>Recognises lines that announce somebody else's mail: "-----Original Message-----", "Begin forwarded message:", "reply above this line".</summary>
internal static partial class Separator
{
    /// <summary>Announces an old mail, answered or forwarded.</summary>
    public static bool AnnouncesMail(string bare) =>
        bare.Length is > 6 and < 120 && (IsFramed(bare) || BeginForwardedPattern.IsMatch(bare));

    /// <summary>Announces a forwarded mail.</summary>
    public static bool AnnouncesForward(string bare) => AnnouncesMail(bare) && ForwardedPattern.IsMatch(bare);

    /// <summary>A machine's request to write above this line: what is below it was there before.</summary>
    public static bool AsksToWriteAbove(string bare) =>
        bare.Length is > 16 and < 160 && IsRule(bare[0]) && WriteAbovePattern.IsMatch(bare);

    /// <summary>A line of dashes, underscores or the like, and nothing else.</summary>
    public static bool IsRuler(string bare) => bare.Length >= 3 && bare.All(letter => IsRule(letter) || letter == ' ');

    private static bool IsFramed(string bare)
    {
        if (!IsRule(bare[0]) || !IsRule(bare[^1]))
            return false;
        var (start, end) = (0, bare.Length);
        while (start < end && (IsRule(bare[start]) || bare[start] == ' '))
            start++;
        while (end > start && (IsRule(bare[end - 1]) || bare[end - 1] == ' '))
            end--;
        return start >= 2 && bare.Length - end >= 2 && end - start is >= 4 and <= 60 && MessagePattern.IsMatch(bare.AsSpan(start, end - start));
    }

    // U+2010 to U+2015 are the hyphens and dashes, of which some clients use each.
    private static bool IsRule(char letter) => letter is '-' or '_' or '=' or '*' or '~' or '#' or '+' or (>= '\u2010' and <= '\u2015') or '─' or '━';

    [GeneratedRegex(@"\b(?:" + ReplyWords.Message + @")|邮件|郵件|メッセージ|メール|메시지|메일|ข้อความ|" + ReplyWords.Forwarded,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MessagePattern { get; }

    [GeneratedRegex(ReplyWords.Forwarded, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ForwardedPattern { get; }

    [GeneratedRegex(@"^(?:Begin|Anfang|Beginn|Début|Inicio|Início|Inizio|Start|Börja|Początek|Začátek|Začiatok|Începe|Начало|Початок|Comença|Inici|Mulai|Bắt đầu)\b.{0,30}"
        + "(?:" + ReplyWords.Forwarded + @").{0,24}[:：]?$|^(?:Vidarebefordrat brev|Videresendt (?:besked|melding)|Välitetty viesti alkaa|Továbbított levél kezdete|İletilen ileti başlangıcı|İletilmiş ileti"
        + "|Αρχή προωθημένου μηνύματος|転送されたメッセージ|下面是被转发的邮件|下面是被轉寄的郵件|开始转发的邮件|開始轉寄郵件|전달된 메시지|תחילת ההודעה שהועברה|بداية الرسالة المُعاد توجيهها)\\s?[:：]?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BeginForwardedPattern { get; }

    [GeneratedRegex(@"(?:above|oberhalb|über|au-dessus|por encima|encima de|acima|sopra|boven|ovanför|ovenfor|over|powyżej|выше).{0,24}(?:line|linie|zeile|ligne|línea|linea|linha|riga|lijn|regel|rad|linje|линии|linii)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex WriteAbovePattern { get; }
}
