using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MailNode.OpenPgp.Wire;

/// <summary>
/// Unpacks compressed packets (RFC 9580, section 5.6): zip and zlib. Not bzip2: BouncyCastle's decoder runs for ever on some
/// damaged input and passes other as whole, and nobody has to use it.
/// </summary>
internal static class Unpacking
{
    internal const byte Zip = 1;
    internal const byte Zlib = 2;
    private const int PieceLength = 64 << 10;

    public static OpenRefusal Unpack(ReadOnlyMemory<byte> body, int most, out byte[] unpacked)
    {
        unpacked = [];
        if (body.IsEmpty)
            return OpenRefusal.Malformed;
        if (body.Span[0] is not (Zip or Zlib))
            return OpenRefusal.Unsupported;
        MemoryMarshal.TryGetArray(body[1..], out var packed);
        using var source = new MemoryStream(packed.Array!, packed.Offset, packed.Count, writable: false);
        using Stream stream = body.Span[0] == Zip
            ? new DeflateStream(source, CompressionMode.Decompress)
            : new ZLibStream(source, CompressionMode.Decompress);
        var piece = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            return Copy(stream, piece, most, out unpacked);
        }
        catch (InvalidDataException)
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
