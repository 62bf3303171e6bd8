using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MailNode.LoopbackMail.Sasl;

/// <summary>SCRAM-SHA-256 without channel binding (RFC 5802 and 7677).</summary>
internal static class Scram
{
    private const int Iterations = 4096;

    public static async Task<LoopbackAccount?> RunAsync(SaslTalk talk)
    {
        var first = await talk.FirstAsync();
        if (first.Split(',', 3) is not ["n" or "y", var authzid, var bare] || Values(bare) is not { } said
            || !said.TryGetValue('n', out var packedName) || !said.TryGetValue('r', out var clientNonce))
            return null;
        var name = packedName.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        var account = talk.Post.Find(name);
        var salt = RandomNumberGenerator.GetBytes(16);
        var nonce = clientNonce + Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        var serverFirst = string.Create(CultureInfo.InvariantCulture, $"r={nonce},s={Convert.ToBase64String(salt)},i={Iterations}");

        var last = await talk.AskAsync(serverFirst);
        var end = last.LastIndexOf(",p=", StringComparison.Ordinal);
        var binding = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{first[0]},{authzid},"));
        if (account is null || end < 0 || last[..end] != $"c={binding},r={nonce}")
            return null;
        var key = Rfc2898DeriveBytes.Pbkdf2(account.Password, salt, Iterations, HashAlgorithmName.SHA256, 32);
        var signed = Encoding.UTF8.GetBytes($"{bare},{serverFirst},{last[..end]}");
        if (last[(end + 3)..] != Proof(key, signed))
            return null;
        await talk.AskAsync("v=" + Convert.ToBase64String(HMACSHA256.HashData(HMACSHA256.HashData(key, "Server Key"u8), signed)));
        return account;
    }

    private static string Proof(byte[] key, byte[] signed)
    {
        var clientKey = HMACSHA256.HashData(key, "Client Key"u8);
        var signature = HMACSHA256.HashData(SHA256.HashData(clientKey), signed);
        return Convert.ToBase64String([.. clientKey.Zip(signature, (one, other) => (byte)(one ^ other))]);
    }

    private static Dictionary<char, string>? Values(string text)
    {
        var values = new Dictionary<char, string>();
        foreach (var part in text.Split(','))
        {
            if (part.Length < 2 || part[1] != '=' || !values.TryAdd(part[0], part[2..]))
                return null;
        }
        return values;
    }
}
