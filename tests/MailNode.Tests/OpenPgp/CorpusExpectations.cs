using System.Text.RegularExpressions;
using static MailNode.Tests.OpenPgp.OpenPgpCorpus;

namespace MailNode.Tests.OpenPgp;

/// <summary>
/// What those who made the files say should come of them: by the files' names, their READMEs, the descriptions beside them, and the
/// notes of rnp's tests. Nothing of it was learned from what we make of them.
/// </summary>
internal static class CorpusExpectations
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The first pattern that fits decides.</summary>
    private static readonly (string Pattern, string Verdict)[] Rules =
    [
        ("README|LICENSE", Not),

        // An illegal combination, made to be refused; all else is to be read.
        ("^rfc9580/v6-legacy_illegal/", Not),
        ("^rfc9580/.*/tsk", Key),
        ("^rfc9580/", Read),

        ("^autocrypt/.*cleartext[.]key|^autocrypt/.*[.]asc", Key),
        ("^autocrypt/.*cleartext", Not),
        ("^autocrypt/", Read),

        ("^interop/testcases/keys/", Key),
        ("^interop/testcases/messages/.*-(decrypt|verify)[.]asc", Key),
        ("^interop/testcases/messages/", Read),

        // Descriptions of keys beside them; keys that are damaged, of weak parameters, or bound under a critical notation.
        ("^rnp-keys/.*[.](txt|json)$", Not),
        ("^rnp-keys/.*(-malf-|small-subgroup|empty-packets|wrong-crc|crit-note|critical-notations)", Not),
        ("^rnp-keys/", Key),

        ("^rnp-messages/(expired_signing|key-|pubkey-|seckey-)", Key),
        // What was signed, as plain files; and what Botan encrypted, without a packet around it.
        ("^rnp-messages/(message[.]txt|message[.]txt[.]crlf|message-32k-crlf[.]txt|message-trailing-cr[.]txt|message[.]text-sig-crcr|message[.]4k-long-lines|message[.]aead-last-zero-chunk[.]txt|message[.]aead-windows-issue-botan|shattered-[12][.]pdf)$", Not),
        // Damaged, cut, forged, or of a form that must not pass.
        ("malf|_cut|eg-bad|wrong-alg|zero-[rs]|quine|128-rounds|32-rounds|v10-only|wrong-armor|armor-wr-trail|no-mdc|gpg-armored", Not),
        // Signatures that do not count: none, of an unknown kind or meaning, of a key that is expired or for encryption only, from the
        // future, over hashes that are broken.
        ("nosig|invsig|empty[.]sig|[.]unknown|crit-notation|class19|signed-expired|signed-rsae|future|shattered|md5-after|sha1-after|signed[.](md5|sha1)$", Not),
        ("^rnp-messages/", Read),
    ];

    public static string Of(string file) => Rules.First(rule => Regex.IsMatch(file, rule.Pattern, RegexOptions.None, Patience)).Verdict;
}
