using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailNode.Configuration;

namespace MailNode.Tests.Configuration;

public sealed class CaFileTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void No_file_asked_for_is_no_certificate() => Assert.Null(CaFile.Load(null));

    [Fact]
    public void All_certificates_in_the_file_are_read()
    {
        var file = temporary.Write("ca.pem", Certificate("CN=One") + "\nwords between\n" + Certificate("CN=Two"));

        Assert.Equal(["CN=One", "CN=Two"], CaFile.Load(file)!.Select(root => root.Subject));
    }

    [Theory]
    [InlineData("", "no certificate")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "damaged")]
    public void A_file_without_certificates_is_refused(string pem, string words)
    {
        var file = temporary.Write("ca.pem", pem);

        var error = Assert.Throws<UserError>(() => CaFile.Load(file));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("cannot be read", Assert.Throws<UserError>(() => CaFile.Load(temporary["ca.pem"])).Message, StringComparison.Ordinal);

    private static string Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(name, key, HashAlgorithmName.SHA256).CreateSelfSigned(
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return certificate.ExportCertificatePem();
    }
}
