using System.IO.Compression;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MailNode.LoopbackMail.Wire;

/// <summary>Lines and literals over a connection. What is said is gathered until it is sent; text is Latin-1, a byte a character.</summary>
internal sealed class LineWire(Stream stream, long bytesBeforeCut, TimeSpan patience, TimeProvider clock) : IAsyncDisposable
{
    private const int MaxLine = 1 << 20;
    private const int MaxLiteral = 1 << 28;

    private readonly MemoryStream saying = new();
    private readonly byte[] buffer = new byte[32 * 1024];
    private Stream stream = stream;
    private Stream source = stream;
    private long left = bytesBeforeCut;
    private int from;
    private int until;

    public X509Certificate2? Certificate { get; init; }

    public bool IsEncrypted { get; private set; }

    public bool IsCompressed { get; private set; }

    public bool MayEncrypt => Certificate is not null && !IsEncrypted;

    /// <summary>What goes wrong with all that is sent, until this is null again.</summary>
    public Misbehaviour? Trouble { get; set; }

    /// <summary>The connection breaks, here and now.</summary>
    public static IOException Cut() => new("Cut on purpose.");

    public async Task EncryptAsync()
    {
        // What came before the handshake was not encrypted, so it does not count (RFC 9051, section 6.2.1).
        (from, until) = (0, 0);
        var tls = new SslStream(stream);
        stream = source = tls;
        await tls.AuthenticateAsServerAsync(Certificate!);
        IsEncrypted = true;
    }

    /// <summary>From here on both sides send DEFLATE without a header (RFC 4978).</summary>
    public void Compress()
    {
        source = new DeflateStream(source, CompressionMode.Decompress, leaveOpen: true);
        stream = new DeflateStream(stream, CompressionLevel.Fastest, leaveOpen: false);
        IsCompressed = true;
    }

    public void Say(string text) => saying.Write(Encoding.Latin1.GetBytes(text));

    public void Say(ReadOnlySpan<byte> bytes) => saying.Write(bytes);

    public void SayLine(string line) => Say(line + "\r\n");

    /// <summary>Sends what was said, up to the byte at which the connection is to break.</summary>
    public async Task SendAsync()
    {
        var bytes = saying.ToArray();
        saying.SetLength(0);
        if (Trouble is not null)
            bytes = Encoding.Latin1.GetBytes(Trouble.Change(Encoding.Latin1.GetString(bytes)));
        if (bytes.Length == 0)
            return;
        var count = (int)Math.Min(bytes.Length, left);
        left -= count;
        await stream.WriteAsync(bytes.AsMemory(0, count));
        await stream.FlushAsync();
        if (count < bytes.Length)
            throw Cut();
    }

    /// <summary>A line without its end; null when the client has gone.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            var end = buffer.AsSpan(from, until - from).IndexOf((byte)'\n');
            var length = end < 0 ? until - from : end;
            line.Append(Encoding.Latin1.GetString(buffer, from, length));
            from += end < 0 ? length : end + 1;
            if (end >= 0)
                return line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
            if (line.Length > MaxLine)
                throw new IOException("The client sent a line without end.");
            if (!await FillAsync())
                return null;
        }
    }

    public async Task<byte[]> ReadBytesAsync(long count)
    {
        if (count > MaxLiteral)
            throw new IOException("The client wants to send too much.");
        var bytes = new byte[count];
        for (var at = 0; at < bytes.Length;)
        {
            if (from == until && !await FillAsync())
                throw new IOException("The client went away in the middle.");
            var length = Math.Min(bytes.Length - at, until - from);
            buffer.AsSpan(from, length).CopyTo(bytes.AsSpan(at));
            from += length;
            at += length;
        }
        return bytes;
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async Task<bool> FillAsync()
    {
        using var limit = new CancellationTokenSource(patience, clock);
        (from, until) = (0, await source.ReadAsync(buffer, limit.Token));
        return until > 0;
    }
}
