using System.Security.Cryptography;
using System.Text;

namespace MailNode.Mime;

/// <summary>Makes the boundary of a multipart from its parts, so that the same mail is the same bytes.</summary>
internal static class Boundary
{
    /// <summary>"=_" occurs in no quoted-printable and no base64 body (RFC 2045, 6.7).</summary>
    public static string For(IReadOnlyList<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(BitConverter.GetBytes(part.LongLength));
            hash.AppendData(part);
        }

        while (true)
        {
            var digest = hash.GetCurrentHash();
            var boundary = "=_" + Convert.ToHexStringLower(digest.AsSpan(0, 16));
            if (!Occurs(boundary, parts))
                return boundary;
            hash.AppendData(digest);
        }
    }

    private static bool Occurs(string boundary, IReadOnlyList<byte[]> parts)
    {
        var bytes = Encoding.ASCII.GetBytes(boundary);
        return parts.Any(part => part.AsSpan().IndexOf(bytes) >= 0);
    }
}
