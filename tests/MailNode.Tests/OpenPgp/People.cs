using System.Text;
using MailNode.OpenPgp;

namespace MailNode.Tests.OpenPgp;

/// <summary>Ana and Ben with a key each, and the request with which either opens what the other sent.</summary>
internal static class People
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    public static readonly SecretKey Ana = SecretKey.Generate("Ana <ana@example.org>", Now.AddDays(-30));
    public static readonly SecretKey Ben = SecretKey.Generate("Ben <ben@example.org>", Now.AddDays(-30));
    public static readonly SecretKey Eve = SecretKey.Generate("Eve <eve@example.org>", Now.AddDays(-30));

    public static readonly byte[] Letter = Encoding.UTF8.GetBytes("Content-Type: text/plain\r\n\r\nAnyone for tea?\r\n");

    public static OpenRequest Reader(SecretKey own, params Certificate[] known) => new()
    {
        Keys = [own],
        Now = Now,
        FindCertificate = claim => known.FirstOrDefault(certificate => certificate.Holds(claim)),
    };

    public static byte[] FromAnaToBen(SealVersion version = SealVersion.One) =>
        Seal.Encrypt(Letter, Ana, [Ben.Certificate], Now, new SealOptions { Version = version });

    public static Opened BenOpens(ReadOnlyMemory<byte> message) => Both.Open(message, Reader(Ben, Ana.Certificate));

    /// <summary>The same body for another reader; null if <paramref name="own"/> does not open it.</summary>
    public static byte[]? Rewrapped(ReadOnlyMemory<byte> message, SecretKey own, Certificate reader, bool anonymous = false, DateTimeOffset? at = null)
    {
        if (!SealedBody.TryOpen(message, own, out var body))
            return null;
        using (body)
            return body.TryWrap(reader, anonymous, at ?? Now, out var wrapped) ? [.. wrapped, .. body.Bytes.Span] : null;
    }
}
