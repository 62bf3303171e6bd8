using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MailNode.LoopbackMail.Wire;

/// <summary>A certificate for 127.0.0.1 and localhost, and the authority that signed it, made for one server.</summary>
internal sealed class LoopbackCertificate : IDisposable
{
    private static readonly DateTimeOffset From = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2099, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("loopback-ca-");
    private readonly X509Certificate2 authority;

    private LoopbackCertificate(X509Certificate2 authority, X509Certificate2 server)
    {
        (this.authority, Server) = (authority, server);
        File.WriteAllText(CaFile, authority.ExportCertificatePem());
    }

    public X509Certificate2 Server { get; }

    public string CaFile => Path.Combine(place.FullName, "ca.pem");

    public X509Certificate2Collection Roots => [authority];

    public static LoopbackCertificate Make()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest("CN=Loopback test CA", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        var authority = root.CreateSelfSigned(From, Until);
        return new LoopbackCertificate(authority, MakeServer(authority));
    }

    public void Dispose()
    {
        Server.Dispose();
        authority.Dispose();
        place.Delete(recursive: true);
    }

    private static X509Certificate2 MakeServer(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var bare = request.Create(authority, From, Until, RandomNumberGenerator.GetBytes(16));
        return bare.CopyWithPrivateKey(key);
    }
}
