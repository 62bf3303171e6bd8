using System.IO.Compression;

namespace MailNode.Transport.Wire;

/// <summary>
/// A connection whose two directions are compressed (RFC 4978: raw deflate, flushed after each write). What a few bytes can grow to is
/// bounded by who reads: lines, literals and chatter have their limits, whatever they were packed in.
/// </summary>
internal sealed class DeflatedStream(Stream wire) : Stream
{
    private readonly DeflateStream reading = new(wire, CompressionMode.Decompress, leaveOpen: true);
    private readonly DeflateStream writing = new(wire, CompressionLevel.Fastest, leaveOpen: true);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await reading.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new IOException("What came is not compressed as it was agreed.", e);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await writing.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        await writing.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Closes the connection first: the end mark that the compression would still write is for nobody.</summary>
    public override async ValueTask DisposeAsync()
    {
        await wire.DisposeAsync().ConfigureAwait(false);
        await reading.DisposeAsync().ConfigureAwait(false);
        try
        {
            await writing.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException)
        {
            // That end mark.
        }
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
