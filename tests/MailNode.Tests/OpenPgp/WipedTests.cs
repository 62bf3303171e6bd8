using System.Text;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Large;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Secrets are gone from memory when they are done with, also where something goes wrong.</summary>
public sealed class WipedTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_key_that_came_unlocked_holds_no_secret_once_it_is_disposed(bool armored)
    {
        var secrets = Ana.Secrets.Select(secret => secret.Numbers[2..].ToArray()).ToList();
        var bytes = armored ? Encoding.ASCII.GetBytes(Ana.ToArmor()) : Ana.ToBytes();
        Assert.True(SecretKey.TryUnlock(bytes, null, Now, out var key, out _));
        Assert.All(secrets, secret => Assert.True(Reachable.Holds(key, secret)));
        key.Dispose();
        Assert.All(secrets, secret => Assert.False(Reachable.Holds(key, secret)));
        Assert.Equal(Ana.Certificate.ToBytes(), key.Certificate.ToBytes());
    }

    [Fact]
    public void The_public_half_of_a_key_that_is_only_shown_holds_no_secret()
    {
        var shown = RingKey.ReadAll(Ana.ToBytes(), Now);
        Assert.IsType<RingKey.Read>(Assert.Single(shown));
        Assert.All(Ana.Secrets, secret => Assert.False(Reachable.Holds(shown, secret.Numbers[2..].ToArray())));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_key_is_read_from_is_wiped(bool armored)
    {
        var packets = new SecretPackets(armored ? Encoding.ASCII.GetBytes(Ana.ToArmor()) : Ana.ToBytes(), Policy.CertificateBytes);
        Assert.True(packets.TrySplit(1, out var found, out _));
        var whole = found[0][0].Head.Whole;
        Assert.Contains(whole.ToArray(), one => one != 0);
        packets.Dispose();
        Assert.DoesNotContain(whole.ToArray(), one => one != 0);
        Assert.All(Reachable.Arrays(packets), array => Assert.DoesNotContain(array, one => one != 0));
    }

    [Theory]
    [InlineData(SealVersion.One)]
    [InlineData(SealVersion.Two)]
    public async Task Sealing_that_ends_early_leaves_no_key_behind(SealVersion version)
    {
        using var session = SessionKey.New();
        var failing = new Failing(after: 3);
        GatheringSink sink = version == SealVersion.Two
            ? await ChunkedSink.BeginAsync(session, failing, CancellationToken.None)
            : await ProtectedSink.BeginAsync(session, failing, CancellationToken.None);
        await Assert.ThrowsAsync<IOException>(async () => await sink.WriteAsync(new byte[1 << 20], CancellationToken.None));
        var held = Reachable.Arrays(sink).Where(array => !ReferenceEquals(array, session.Key)).ToList();
        sink.Dispose();
        if (version == SealVersion.Two)
            Assert.Contains(held, array => array.Length == session.Key.Length && !array.AsSpan().ContainsAnyExcept((byte)0));
        else
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await sink.WriteAsync(new byte[1], CancellationToken.None));
    }

    [Fact]
    public void A_writer_gives_its_own_buffer_away_only_if_it_is_full()
    {
        using var full = new WireWriter(4);
        var given = full.UInt32(7).Release();
        full.Dispose();
        Assert.Equal(new byte[] { 0, 0, 0, 7 }, given);
        using var roomy = new WireWriter(5);
        Assert.Equal(given, roomy.UInt32(7).Release());
        Assert.Equal(4, roomy.Length);
    }

    /// <summary>Takes so many pieces, and then no more.</summary>
    private sealed class Failing(int after) : Sink
    {
        private int left = after;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
            left-- > 0 ? ValueTask.CompletedTask : throw new IOException("The disk is full.");

        public override ValueTask FinishAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
