using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MailNode.Configuration;

/// <summary>Reads the certificate authorities of --ca-file.</summary>
internal static class CaFile
{
    /// <summary>The certificates in it; null when none was asked for.</summary>
    /// <exception cref="UserError">It is not there, or there is no certificate in it.</exception>
    public static X509Certificate2Collection? Load(string? path)
    {
        if (path is null)
            return null;
        var roots = Read(path);
        return roots.Count > 0
            ? roots
            : throw new UserError($"There is no certificate in the --ca-file {path}. It must be PEM: -----BEGIN CERTIFICATE----- and so on.");
    }

    private static X509Certificate2Collection Read(string path)
    {
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(path);
            return roots;
        }
        catch (CryptographicException e)
        {
            throw new UserError($"A certificate in the --ca-file {path} is damaged: {e.Message}", inner: e);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new UserError($"The --ca-file {path} cannot be read: {e.Message}", inner: e);
        }
    }
}
