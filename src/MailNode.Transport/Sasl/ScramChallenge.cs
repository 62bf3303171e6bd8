using System.Globalization;

namespace MailNode.Transport.Sasl;

/// <summary>The server's first message: r=NONCE,s=SALT,i=ROUNDS (RFC 5802, section 7), or what is wrong with it.</summary>
internal sealed record ScramChallenge(string Nonce, byte[] Salt, int Rounds, string? Complaint)
{
    /// <summary>Fewer make the password cheap to guess for whoever listens (RFC 7677, section 4).</summary>
    public const int FewestRounds = 4096;

    /// <summary>More cost us seconds: nobody's settings, but a way to keep us busy.</summary>
    public const int MostRounds = 2_000_000;

    private const int LongestSalt = 1024;

    public static ScramChallenge Parse(string said, string ourNonce)
    {
        var parts = said.Split(',', 4);
        if (parts is not [['r', '=', .. var nonce], ['s', '=', .. var salt], ['i', '=', .. var rounds], ..])
            return Bad("its first words are not SCRAM");
        if (!nonce.StartsWith(ourNonce, StringComparison.Ordinal) || nonce.Length == ourNonce.Length || nonce.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return Bad("it answers to somebody else's greeting");
        if (SaslBase64.Decode(salt) is not { Length: > 0 and <= LongestSalt } bytes)
            return Bad("its salt cannot be read");
        if (!int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > MostRounds)
            return Bad($"it asks for more than {MostRounds} rounds");
        return count < FewestRounds ? Bad($"it asks for fewer than {FewestRounds} rounds") : new ScramChallenge(nonce, bytes, count, null);
    }

    private static ScramChallenge Bad(string complaint) => new("", [], 0, complaint);
}
