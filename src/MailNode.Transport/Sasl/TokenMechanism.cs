using System.Globalization;
using System.Text;

namespace MailNode.Transport.Sasl;

/// <summary>
/// An OAuth access token, as OAUTHBEARER (RFC 7628) and its forerunner XOAUTH2 say it. A server that does not take it first
/// says why, in JSON, and refuses only when it has got an answer to that.
/// </summary>
internal sealed class TokenMechanism : ISaslMechanism
{
    private readonly byte[] token;
    private readonly byte[] consent;

    private TokenMechanism(string name, string token, string consent) =>
        (Name, this.token, this.consent) = (name, Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(consent));

    public string Name { get; }

    public bool SpeaksFirst => true;

    public SaslProgress Progress { get; private set; }

    public string Complaint => "it goes on asking after it has refused the token";

    /// <summary>RFC 7628, section 3.1; the answer to the refusal is a lone ^A (section 3.2.3).</summary>
    public static TokenMechanism OAuthBearer(MailServer server, string token) => new(
        "OAUTHBEARER",
        string.Create(CultureInfo.InvariantCulture,
            $"n,a={SaslName.Escape(server.User)},\u0001host={server.Host}\u0001port={server.Port}\u0001auth=Bearer {token}\u0001\u0001"),
        "\u0001");

    /// <summary>As Google and Microsoft describe it; the answer to the refusal is empty.</summary>
    public static TokenMechanism XOAuth2(string user, string token) => new("XOAUTH2", $"user={user}\u0001auth=Bearer {token}\u0001\u0001", "");

    public byte[]? Answer(ReadOnlySpan<byte> challenge)
    {
        switch (Progress)
        {
            case SaslProgress.Untested:
                Progress = SaslProgress.Complete;
                return token;
            case SaslProgress.Complete:
                Progress = SaslProgress.Tested; // the refusal is said already: consent behind it is none
                return consent;
            default:
                return null;
        }
    }
}
