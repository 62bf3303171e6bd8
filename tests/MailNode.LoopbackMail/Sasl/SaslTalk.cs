using System.Text;

namespace MailNode.LoopbackMail.Sasl;

/// <summary>A login by SASL (RFC 4422), as both protocols carry it: challenges and answers in base64.</summary>
internal sealed class SaslTalk(LoopbackServer post, string? initial, Func<string, Task<string>> prompt)
{
    private static readonly Dictionary<string, Func<SaslTalk, Task<LoopbackAccount?>>> Mechanisms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PLAIN"] = Plain.RunAsync, ["LOGIN"] = NameAndPassword.RunAsync, ["SCRAM-SHA-256"] = Scram.RunAsync,
        ["XOAUTH2"] = BearerToken.XOAuth2Async, ["OAUTHBEARER"] = BearerToken.OAuthBearerAsync,
    };

    private string? initial = initial;

    public LoopbackServer Post => post;

    /// <summary>The first answer came with the command.</summary>
    public bool HasInitial => initial is not null;

    /// <summary>The client took back its wish, or sent no base64.</summary>
    public bool IsBroken { get; private set; }

    public static bool Knows(LoopbackOptions options, string mechanism) => options.Can("AUTH=" + mechanism) && Mechanisms.ContainsKey(mechanism);

    /// <summary>In the order in which they are announced.</summary>
    public static IEnumerable<string> Announced(LoopbackOptions options) => Mechanisms.Keys.Where(name => Knows(options, name));

    /// <summary>The account of who proved to own it.</summary>
    public async Task<LoopbackAccount?> RunAsync(string mechanism)
    {
        var account = await Mechanisms[mechanism](this);
        return IsBroken ? null : account;
    }

    /// <summary>What the client says first: with the command, or when it is asked with nothing.</summary>
    public async Task<string> FirstAsync()
    {
        var packed = initial ?? await prompt("");
        initial = null;
        return Unpack(packed == "=" ? "" : packed); // "=" is an empty first answer (RFC 4954, section 4)
    }

    public async Task<string> AskAsync(string challenge) =>
        Unpack(await prompt(Convert.ToBase64String(Encoding.UTF8.GetBytes(challenge))));

    private string Unpack(string packed)
    {
        var bytes = new byte[packed.Length];
        var isRight = Convert.TryFromBase64String(packed, bytes, out var length);
        IsBroken |= !isRight;
        return isRight ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }
}
