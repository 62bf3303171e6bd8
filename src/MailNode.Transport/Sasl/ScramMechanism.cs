using System.Security.Cryptography;
using System.Text;

namespace MailNode.Transport.Sasl;

/// <summary>
/// SCRAM (RFC 5802, RFC 7677): the password does not travel, and the server proves that it knows it, too. Without channel binding
/// ("n"): .NET does not give out what TLS 1.3 binds to (RFC 9266).
/// </summary>
internal sealed class ScramMechanism(HashAlgorithmName hash, string user, string password, string nonce) : ISaslMechanism
{
    private const string NoBinding = "n,,";

    private const int NonceBytes = 24;

    private readonly string first = $"n={SaslName.Escape(user)},r={nonce}";
    private byte[] serverSignature = [];
    private Stage stage;

    public string Name => $"SCRAM-{(hash == HashAlgorithmName.SHA1 ? "SHA-1" : "SHA-256")}";

    public bool SpeaksFirst => true;

    public SaslProgress Progress => stage switch
    {
        Stage.Proven => SaslProgress.Complete,
        Stage.New or Stage.Greeted => SaslProgress.Untested,
        _ => SaslProgress.Tested,
    };

    public string Complaint { get; private set; } = "";

    /// <summary>What nobody can foresee, so that an old conversation is of no use to anyone.</summary>
    public static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));

    public byte[]? Answer(ReadOnlySpan<byte> challenge)
    {
        switch (stage)
        {
            case Stage.New:
                stage = Stage.Greeted;
                return Encoding.UTF8.GetBytes(NoBinding + first);
            case Stage.Greeted:
                return Prove(Encoding.UTF8.GetString(challenge));
            case Stage.Asked:
                return Judge(Encoding.UTF8.GetString(challenge));
            default:
                return Refuse("it goes on asking after the end");
        }
    }

    /// <summary>The proof that we know the password (RFC 5802, section 3).</summary>
    private byte[]? Prove(string said)
    {
        var challenge = ScramChallenge.Parse(said, nonce);
        if (challenge.Complaint is { } complaint)
            return Refuse(complaint);
        var last = $"c={Convert.ToBase64String(Encoding.ASCII.GetBytes(NoBinding))},r={challenge.Nonce}";
        var whole = Encoding.UTF8.GetBytes($"{first},{said},{last}");
        var size = hash == HashAlgorithmName.SHA1 ? SHA1.HashSizeInBytes : SHA256.HashSizeInBytes;
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), challenge.Salt, challenge.Rounds, hash, size);
        var clientKey = Hmac(salted, "Client Key"u8);
        var proof = Hmac(CryptographicOperations.HashData(hash, clientKey), whole);
        for (var i = 0; i < proof.Length; i++)
            proof[i] ^= clientKey[i];
        serverSignature = Hmac(Hmac(salted, "Server Key"u8), whole);
        stage = Stage.Asked;
        return Encoding.UTF8.GetBytes($"{last},p={Convert.ToBase64String(proof)}");
    }

    /// <summary>Does the server know the password? An error it may say, too, before it refuses.</summary>
    private byte[]? Judge(string said)
    {
        if (said.StartsWith("e=", StringComparison.Ordinal))
        {
            stage = Stage.Refused;
            return [];
        }
        var expected = $"v={Convert.ToBase64String(serverSignature)}";
        var given = said.Split(',')[0];
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected)))
            return Refuse("it does not know the password itself");
        stage = Stage.Proven;
        return [];
    }

    private byte[]? Refuse(string complaint)
    {
        stage = Stage.Refused;
        Complaint = complaint;
        return null;
    }

    private byte[] Hmac(byte[] key, ReadOnlySpan<byte> text) => CryptographicOperations.HmacData(hash, key, text);

    private enum Stage
    {
        New = 0,
        Greeted = 1,
        Asked = 2,
        Refused = 3,
        Proven = 4,
    }
}
