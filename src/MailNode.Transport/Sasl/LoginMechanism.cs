using System.Text;

namespace MailNode.Transport.Sasl;

/// <summary>LOGIN: the name, then the password, whatever the questions are (draft-murchison-sasl-login; never a standard).</summary>
internal sealed class LoginMechanism(string user, string password) : ISaslMechanism
{
    private int answers;

    public string Name => "LOGIN";

    public bool SpeaksFirst => false;

    public SaslProgress Progress => answers > 1 ? SaslProgress.Complete : SaslProgress.Untested;

    public string Complaint => "it asks for more than a name and a password";

    public byte[]? Answer(ReadOnlySpan<byte> challenge) => answers++ switch
    {
        0 => Encoding.UTF8.GetBytes(user),
        1 => Encoding.UTF8.GetBytes(password),
        _ => null,
    };
}
