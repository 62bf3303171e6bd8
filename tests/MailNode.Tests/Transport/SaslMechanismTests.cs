using System.Security.Cryptography;
using System.Text;
using MailNode.Transport;
using MailNode.Transport.Sasl;

namespace MailNode.Tests.Transport;

/// <summary>What each way to log in says, word by word, as its standard shows it.</summary>
public sealed class SaslMechanismTests
{
    private const string ClientNonce = "rOprNGfwEbeRWgbNEkqO";

    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    private const string ServerLast = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    [Fact]
    public void Plain_is_that_of_rfc_4616() => Says(new PlainMechanism("tim", "tanstaaftanstaaf"), ("", "\0tim\0tanstaaftanstaaf"));

    [Fact]
    public void Login_answers_whatever_is_asked() => Says(new LoginMechanism("tim", "pass"), ("Username:", "tim"), ("Passwort?", "pass"));

    [Fact]
    public void Scram_with_sha_256_is_that_of_rfc_7677() => Says(
        new ScramMechanism(HashAlgorithmName.SHA256, "user", "pencil", ClientNonce),
        ("", "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"),
        (ServerFirst, "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="),
        (ServerLast, ""));

    [Fact]
    public void Scram_with_sha_1_is_that_of_rfc_5802() => Says(
        new ScramMechanism(HashAlgorithmName.SHA1, "user", "pencil", "fyko+d2lbbFgONRv9qkxdawL"),
        ("", "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL"),
        ("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
            "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="),
        ("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", ""));

    [Fact]
    public void Oauthbearer_is_that_of_rfc_7628()
    {
        var server = Server("user@example.com");
        Says(
            TokenMechanism.OAuthBearer(server, "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="),
            ("", "n,a=user@example.com,\u0001host=server.example.com\u0001port=143\u0001auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\u0001\u0001"));
    }

    [Fact]
    public void Xoauth2_is_that_of_google() => Says(
        TokenMechanism.XOAuth2("someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"),
        ("", "user=someuser@example.com\u0001auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\u0001\u0001"));

    [Fact]
    public void Names_with_commas_are_kept_in_their_field()
    {
        Says(new ScramMechanism(HashAlgorithmName.SHA256, "a=b,c", "x", "N"), ("", "n,,n=a=3Db=2Cc,r=N"));
        Assert.StartsWith("n,a=a=3Db=2Cc,\u0001", First(TokenMechanism.OAuthBearer(Server("a=b,c"), "t")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0001")]
    public void A_refused_token_is_answered_once_and_consent_after_that_is_none(string consent)
    {
        var mechanism = consent.Length == 0 ? TokenMechanism.XOAuth2("u", "t") : TokenMechanism.OAuthBearer(Server("u"), "t");
        First(mechanism);
        Assert.Equal(SaslProgress.Complete, mechanism.Progress);
        Assert.Equal(consent, Encoding.UTF8.GetString(mechanism.Answer("{\"status\":\"401\"}"u8)!));
        Assert.Equal(SaslProgress.Tested, mechanism.Progress);
        Assert.Null(mechanism.Answer("{}"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=somebodyelse%hvYDpWUa2RaTCAfuxFIlj,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO\u0007x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("m=must,r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO1,s=,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO1,s=W22Z*,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000001")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2147483648")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999999999999")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=")]
    [InlineData("e=other-error")]
    public void A_scram_server_that_cheats_or_asks_too_much_gets_no_proof(string serverFirst)
    {
        var mechanism = new ScramMechanism(HashAlgorithmName.SHA256, "user", "pencil", ClientNonce);
        First(mechanism);
        Assert.Null(mechanism.Answer(Encoding.UTF8.GetBytes(serverFirst)));
        Assert.NotEmpty(mechanism.Complaint);
        Assert.NotEqual(SaslProgress.Complete, mechanism.Progress);
    }

    [Theory]
    [InlineData("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=")]
    [InlineData("v=")]
    [InlineData("")]
    public void A_server_that_does_not_know_the_password_is_noticed(string last)
    {
        var mechanism = new ScramMechanism(HashAlgorithmName.SHA256, "user", "pencil", ClientNonce);
        First(mechanism);
        Assert.NotNull(mechanism.Answer(Encoding.UTF8.GetBytes(ServerFirst)));
        Assert.Equal(SaslProgress.Tested, mechanism.Progress);
        Assert.Null(mechanism.Answer(Encoding.UTF8.GetBytes(last)));
        Assert.Equal(SaslProgress.Tested, mechanism.Progress);
    }

    [Theory]
    [InlineData("YW5h", "ana")]
    [InlineData("", "")]
    [InlineData("YW5", null)]
    [InlineData("YW 5h", null)]
    [InlineData("*", null)]
    [InlineData("YW5h=", null)]
    public void Base64_is_whole_or_broken(string text, string? expected) =>
        Assert.Equal(expected, SaslBase64.Decode(text) is { } bytes ? Encoding.UTF8.GetString(bytes) : null);

    private static void Says(ISaslMechanism mechanism, params (string Challenge, string Answer)[] steps)
    {
        Assert.Equal(SaslProgress.Untested, mechanism.Progress);
        Assert.Equal(mechanism.SpeaksFirst, steps[0].Challenge.Length == 0);
        foreach (var (challenge, answer) in steps)
            Assert.Equal(answer, Encoding.UTF8.GetString(mechanism.Answer(Encoding.UTF8.GetBytes(challenge))!));
        if (steps is not [_] || mechanism is not ScramMechanism)
            Assert.Equal(SaslProgress.Complete, mechanism.Progress);
    }

    private static string First(ISaslMechanism mechanism) => Encoding.UTF8.GetString(mechanism.Answer([])!);

    private static MailServer Server(string user) => new()
    {
        Host = "server.example.com", Port = 143, Tls = TlsMode.StartTls, User = user, Password = _ => throw new InvalidOperationException(),
    };
}
