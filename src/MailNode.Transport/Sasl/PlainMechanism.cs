using System.Text;

namespace MailNode.Transport.Sasl;

/// <summary>PLAIN: name and password as they are (RFC 4616).</summary>
internal sealed class PlainMechanism(string user, string password) : ISaslMechanism
{
    public string Name => "PLAIN";

    public bool SpeaksFirst => true;

    public SaslProgress Progress { get; private set; }

    public string Complaint => "it asks for more than a name and a password";

    public byte[]? Answer(ReadOnlySpan<byte> challenge)
    {
        if (Progress == SaslProgress.Complete)
            return null;
        Progress = SaslProgress.Complete;
        return Encoding.UTF8.GetBytes($"\0{user}\0{password}");
    }
}
