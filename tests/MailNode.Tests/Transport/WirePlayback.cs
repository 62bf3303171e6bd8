using MailNode.Transport;
using MailNode.Transport.Imap;
using MailNode.Transport.Wire;

namespace MailNode.Tests.Transport;

/// <summary>A server whose answers are all there from the beginning; what it is told is kept.</summary>
internal sealed class WirePlayback(byte[] answers, int atOnce = int.MaxValue) : Stream
{
    private int at;

    public MemoryStream Told { get; } = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public MailStream Open() => new(this, Server(), TimeProvider.System);

    public ImapConnection OpenImap(string capabilities = "") =>
        new(Open(), Server()) { Capabilities = new ImapCapabilities(capabilities) };

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = Math.Min(Math.Min(buffer.Length, atOnce), answers.Length - at);
        answers.AsSpan(at, count).CopyTo(buffer.Span);
        at += count;
        return ValueTask.FromResult(count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Told.WriteAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static MailServer Server() => new()
    {
        Host = "playback",
        Port = 1,
        Tls = TlsMode.None,
        User = "ana",
        Password = _ => ValueTask.FromResult(""),
    };
}
