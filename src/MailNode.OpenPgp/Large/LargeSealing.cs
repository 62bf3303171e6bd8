using System.Security.Cryptography;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Large;

/// <summary>Seals content that is not held in memory: what <see cref="Seal.Encrypt"/> makes, in pieces.</summary>
internal sealed class LargeSealing(Stream content, SecretKey signer, SealRequest request)
{
    private readonly SecretKeyPacket signing =
        signer.SigningKey(request.Now) ?? throw new ArgumentException("The key cannot sign.", nameof(signer));

    private readonly List<PublicKeyPacket> recipients = request.Keys();

    public async ValueTask WriteAsync(Sink output, CancellationToken cancellationToken)
    {
        using var session = SessionKey.New();
        foreach (var recipient in recipients)
            await output.WriteAsync(KeyWrapping.Wrap(session, recipient, request.Version, request.Options.Anonymous), cancellationToken);
        using var packet = new PacketSink(PacketTag.Protected, output);
        using GatheringSink body = request.Version == SealVersion.Two
            ? await ChunkedSink.BeginAsync(session, packet, cancellationToken)
            : await ProtectedSink.BeginAsync(session, packet, cancellationToken);
        await WriteSignedAsync(body, cancellationToken);
        await body.FinishAsync(cancellationToken);
        await packet.FinishAsync(cancellationToken);
    }

    private async ValueTask WriteSignedAsync(Sink body, CancellationToken cancellationToken)
    {
        using var writer = SignedLiteral.Begin(signing, request.Options.Intended, request.Now);
        using var head = new WireWriter(OnePass.LengthOf(writer));
        OnePass.Write(head, writer);
        await body.WriteAsync(head.ToArray(), cancellationToken);
        using var digest = writer.StartDigest();
        await WriteLiteralAsync(body, digest, cancellationToken);
        await body.WriteAsync(writer.Sign(digest), cancellationToken);
    }

    private async ValueTask WriteLiteralAsync(Sink body, SignatureDigest digest, CancellationToken cancellationToken)
    {
        using var literal = new PacketSink(PacketTag.Literal, body);
        await literal.WriteAsync(LiteralPacket.Head, cancellationToken);
        var piece = new byte[PinnedSource.PieceLength];
        try
        {
            for (int read; (read = await content.ReadAsync(piece, cancellationToken)) > 0;)
            {
                digest.Bytes(piece.AsSpan(0, read));
                await literal.WriteAsync(piece.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(piece);
        }
        await literal.FinishAsync(cancellationToken);
    }
}
