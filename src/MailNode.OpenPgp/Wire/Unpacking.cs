using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MailNode.OpenPgp.Wire;

/// <summary>
/// Unpacks compressed packets (RFC 9580, section 5.6): zip, zlib and those that are not compressed at all. Not bzip2: BouncyCastle's decoder runs for ever on some
/// damaged input and passes other as whole, and nobody has to use it.
/// </summary>
internal static class Unpacking
{
    private const byte Uncompressed = 0;
    private const byte Zip = 1;
    private const byte Zlib = 2;
    private const int PieceLength = 64 << 10;

    /// <summary>Reads what the algorithm (RFC 9580, section 9.4) packed; null for one that is not read.</summary>
    public static Stream? Open(byte algorithm, Stream packed) => algorithm switch
    {
        Uncompressed => packed,
        Zip => new DeflateStream(packed, CompressionMode.Decompress),
        Zlib => new ZLibStream(packed, CompressionMode.Decompress),
        _ => null,
    };

    /// <summary>
    /// Does that exception say that what is packed is damaged? Where zlib wants a preset dictionary (RFC 1950, section 2.2), and for other
    /// trouble of its own, the platform's inflater throws a kind of <see cref="IOException"/> that has no public name.
    /// </summary>
    /// <param name="fault">What was thrown.</param>
    /// <param name="ofSource">What the stream threw that the inflater reads, which is no damage.</param>
    public static bool IsDamage(Exception fault, Exception? ofSource = null) => fault is InvalidDataException or IOException && fault != ofSource;

    public static OpenRefusal Unpack(ReadOnlyMemory<byte> body, int most, out byte[] unpacked)
    {
        unpacked = [];
        if (body.IsEmpty)
            return OpenRefusal.Malformed;
        MemoryMarshal.TryGetArray(body[1..], out var packed);
        using var source = new MemoryStream(packed.Array!, packed.Offset, packed.Count, writable: false);
        using var stream = Open(body.Span[0], source);
        if (stream is null)
            return OpenRefusal.Unsupported;
        var piece = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            return Copy(stream, piece, most, out unpacked);
        }
        catch (Exception e) when (IsDamage(e))
        {
            return OpenRefusal.Malformed;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(piece);
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static OpenRefusal Copy(Stream stream, byte[] piece, int most, out byte[] unpacked)
    {
        unpacked = [];
        using var writer = new WireWriter(piece.Length);
        for (var read = stream.Read(piece); read > 0; read = stream.Read(piece))
        {
            if (writer.Length + read > most)
                return OpenRefusal.CompressionLimit;
            writer.Bytes(piece.AsSpan(0, read));
        }
        unpacked = writer.ToArray();
        return OpenRefusal.None;
    }
}
