using System.Net;
using MailNode.Configuration;

namespace MailNode.KeyLookup;

/// <summary>
/// A keyserver that a person has named, or the usual one: of the kind that confirms addresses (VKS, https://keys.openpgp.org/about/api), or of the
/// older one (HKP, draft-gallagher-openpgp-hkp).
/// </summary>
/// <param name="Site">Scheme, host and port, as the web knows them.</param>
/// <param name="IsHkp">Speaks HKP.</param>
internal sealed record KeyServer(Uri Site, bool IsHkp)
{
    private const int HkpPort = 11_371;

    /// <summary>Asked for a fingerprint where no other is named.</summary>
    public static KeyServer Usual { get; } = new(new Uri("https://keys.openpgp.org"), IsHkp: false);

    /// <summary>Reads what is written behind --keyserver.</summary>
    /// <exception cref="UserError">It is no URL of a keyserver, or not one that is asked without encryption.</exception>
    public static KeyServer Parse(string text)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) || url.Host.Length == 0 || url.UserInfo.Length > 0 || url.PathAndQuery is not ("/" or "") || url.Fragment.Length > 0)
            throw Wrong("It is a scheme and a host.");
        return url.Scheme switch
        {
            "https" => new KeyServer(At("https", url, 443), IsHkp: false),
            "hkps" => new KeyServer(At("https", url, 443), IsHkp: true),
            "hkp" when IsThisMachine(url) => new KeyServer(At("http", url, HkpPort), IsHkp: true),
            "hkp" => throw Wrong("hkp:// is not encrypted, so everybody on the way would see whom you look for, and could give another key: use hkps://."),
            _ => throw Wrong("It begins with https:// or hkps://."),
        };
    }

    /// <summary>Where it has the key.</summary>
    public Uri PageOf(KeyQuery query) => new(Site, IsHkp ? "/pks/lookup?op=get&options=mr&search=" + InHkp(query) : "/vks/v1/" + InVks(query));

    private static string InHkp(KeyQuery query) => query switch
    {
        KeyQuery.ByFingerprint(var fingerprint, _) => $"0x{fingerprint}",
        KeyQuery.ByKeyId(var keyId) => $"0x{keyId:X16}",
        KeyQuery.ByAddress(var address) => Uri.EscapeDataString(address.ToString()),
        _ => throw new ArgumentOutOfRangeException(nameof(query)),
    };

    /// <summary>Hex digits in capitals, without 0x.</summary>
    private static string InVks(KeyQuery query) => query switch
    {
        KeyQuery.ByFingerprint(var fingerprint, _) => $"by-fingerprint/{fingerprint}",
        KeyQuery.ByKeyId(var keyId) => $"by-keyid/{keyId:X16}",
        KeyQuery.ByAddress(var address) => $"by-email/{Uri.EscapeDataString(address.ToString())}",
        _ => throw new ArgumentOutOfRangeException(nameof(query)),
    };

    private static Uri At(string scheme, Uri url, int usualPort) => new UriBuilder(scheme, url.IdnHost, url.Port < 0 ? usualPort : url.Port).Uri;

    private static bool IsThisMachine(Uri url) =>
        url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static UserError Wrong(string fault) =>
        new($"The --keyserver URL does not fit. {fault} Example: --keyserver https://keys.openpgp.org", UserError.Usage);
}
