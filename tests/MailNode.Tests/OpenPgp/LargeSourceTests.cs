using MailNode.OpenPgp;
using MailNode.OpenPgp.Large;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>What large messages are read from: it may change, end early, or be there only once.</summary>
public sealed class LargeSourceTests
{
    private static readonly OpenRequest BensRequest = Reader(Ben, Ana.Certificate);

    [Fact]
    public async Task A_source_that_changes_after_it_was_proven_ends_the_content()
    {
        for (var at = 70_000; at < 1_000_000; at += 99_991)
        {
            var message = await SealedAsync(1_000_000, armored: false);
            var genuine = await OpenAsync(message);
            message[at] ^= 1;
            Assert.InRange(await ReadUntilRefusedAsync(genuine.Content), 0, at / 65_536 * 65_536);
            await Assert.ThrowsAsync<IOException>(() => Endless.CompareAsync(genuine.Content));
        }
    }

    [Fact]
    public async Task A_source_that_shrinks_or_changes_while_it_is_proven_is_an_error_of_reading()
    {
        var message = await SealedAsync(1_000_000, armored: false);
        using var changing = new Changing(message, afterReads: 20);
        await Assert.ThrowsAsync<IOException>(() => Unseal.OpenAsync(changing, BensRequest, "", CancellationToken.None));
        using var shrinking = new MemoryStream();
        await shrinking.WriteAsync(await SealedAsync(1_000_000, armored: false));
        shrinking.Position = 0;
        var genuine = Assert.IsType<OpenedLarge.Genuine>(await Unseal.OpenAsync(shrinking, BensRequest, "", CancellationToken.None));
        shrinking.SetLength(500_000);
        Assert.InRange(await ReadUntilRefusedAsync(genuine.Content), 0, 500_000);
    }

    /// <summary>The inflater reads from it, and complains of damage with exceptions of the same kind.</summary>
    [Fact]
    public async Task So_is_one_that_changes_below_compressed_packets()
    {
        var content = Endless.Bytes(1_000_000);
        var signature = Forge.Signature(SignatureTypes.Binary, Ana, Now, digest => digest.Bytes(content));
        var inside = Forge.Join(Forge.Literal(content), signature);
        foreach (var packed in (byte[][])[Forge.Compressed(Forge.Compressed(inside)), Forge.Packet(PacketTag.Compressed, [0, .. inside])])
        {
            var message = Forge.Sealed(Ben.Certificate, packed);
            Assert.IsType<Opened.Genuine>(BenOpens(message));
            var genuine = await OpenAsync(message);
            message[500_000] ^= 1;
            Assert.InRange(await ReadUntilRefusedAsync(genuine.Content), 0, 500_000);
            message[500_000] ^= 1;
            using var changing = new Changing(message, afterReads: 20);
            await Assert.ThrowsAsync<IOException>(() => Unseal.OpenAsync(changing, BensRequest, "", CancellationToken.None));
        }
    }

    [Fact]
    public async Task What_is_appended_later_is_not_looked_at()
    {
        using var message = new MemoryStream();
        await Seal.EncryptAsync(new Endless(300_000), message, Ana, [Ben.Certificate], false, Now, null, CancellationToken.None);
        message.Position = 0;
        var genuine = Assert.IsType<OpenedLarge.Genuine>(await Unseal.OpenAsync(message, BensRequest, "", CancellationToken.None));
        message.Position = message.Length;
        await message.WriteAsync("more"u8.ToArray());
        Assert.Equal(300_000, await Endless.CompareAsync(genuine.Content));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_source_that_cannot_seek_is_kept_encrypted_and_nameless(bool armored)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Files without a name are found in /proc.");
        var folder = Directory.CreateTempSubdirectory("mailnode-large-").FullName;
        var message = await SealedAsync(500_000, armored);
        using var source = new OnceOnly(message, () => AssertKept(folder, message));
        var genuine = Assert.IsType<OpenedLarge.Genuine>(await Unseal.OpenAsync(source, BensRequest, folder, CancellationToken.None));
        Assert.True(source.WasAsked);
        var half = new byte[200_000];
        await genuine.Content.ReadExactlyAsync(half);
        Endless.AssertFrom(0, half);
        AssertKept(folder, message);
        await genuine.Content.DisposeAsync();
        Assert.Empty(KeptFiles(folder));
        using var tooMuch = new OnceOnly(new byte[200_000], () => { });
        var small = BensRequest with { Limits = new OpenLimits { MessageBytes = 100_000 } };
        Assert.Equal(new OpenedLarge.NotForUs(OpenRefusal.OverLimit), await Unseal.OpenAsync(tooMuch, small, folder, CancellationToken.None));
        Assert.InRange(tooMuch.Position, 0, 170_000);
        Directory.Delete(folder);
    }

    [Fact]
    public void A_copy_that_cannot_be_measured_is_closed_and_the_callers_own_stream_is_not()
    {
        foreach (var isOurs in (bool[])[true, false])
        {
            using var source = new Measureless();
            Assert.Throws<IOException>(() => PinnedSource.Open(source, isOurs));
            Assert.Equal(!isOurs, source.CanRead);
        }
    }

    private static async Task<byte[]> SealedAsync(int length, bool armored)
    {
        using var message = new MemoryStream();
        await Seal.EncryptAsync(new Endless(length), message, Ana, [Ben.Certificate], armored, Now, null, CancellationToken.None);
        return message.ToArray();
    }

    private static async Task<OpenedLarge.Genuine> OpenAsync(byte[] message) =>
        Assert.IsType<OpenedLarge.Genuine>(await Unseal.OpenAsync(new MemoryStream(message), BensRequest, "", CancellationToken.None));

    private static async Task<long> ReadUntilRefusedAsync(Stream content)
    {
        var piece = new byte[1_000];
        var total = 0;
        try
        {
            for (; ; )
            {
                var read = await content.ReadAsync(piece);
                Assert.NotEqual(0, read);
                Endless.AssertFrom(total, piece.AsSpan(0, read));
                total += read;
            }
        }
        catch (IOException)
        {
            return total;
        }
    }

    private static void AssertKept(string folder, byte[] message)
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        var kept = Assert.Single(KeptFiles(folder));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kept));
        Assert.Equal(message, BytesOf(kept));
    }

    /// <summary>Another program reads it: to this one it is locked.</summary>
    private static byte[] BytesOf(string kept)
    {
        var start = new System.Diagnostics.ProcessStartInfo("cat", [kept.Replace("self", $"{Environment.ProcessId}", StringComparison.Ordinal)])
        {
            RedirectStandardOutput = true,
        };
        using var process = System.Diagnostics.Process.Start(start)!;
        using var bytes = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(bytes);
        process.WaitForExit();
        return bytes.ToArray();
    }

    /// <summary>The process's open files that once had a name in that folder.</summary>
    private static List<string> KeptFiles(string folder) =>
    [
        .. Directory.EnumerateFiles("/proc/self/fd")
            .Where(file => new FileInfo(file).LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true),
    ];

    /// <summary>Changes once so many reads are over.</summary>
    private sealed class Changing(byte[] bytes, int afterReads) : MemoryStream(bytes)
    {
        private int left = afterReads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (--left == 0)
                Change(900_000);
            return base.ReadAsync(buffer, cancellationToken);
        }

        private void Change(int at)
        {
            var position = Position;
            Position = at;
            var was = ReadByte();
            Position = at;
            WriteByte((byte)(was ^ 1));
            Position = position;
        }
    }

    /// <summary>Gives its bytes once and says when they are over.</summary>
    private sealed class OnceOnly(byte[] bytes, Action atEnd) : MemoryStream(bytes)
    {
        public bool WasAsked { get; private set; }

        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            if (read > 0)
                return read;
            WasAsked = true;
            atEnd();
            return 0;
        }
    }
}

/// <summary>A source that can seek, and fails when it is asked for its length.</summary>
internal sealed class Measureless : MemoryStream
{
    public override long Length => throw new IOException();
}
