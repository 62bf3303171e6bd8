using System.Security.Cryptography;
using System.Text;
using MailNode.Core.Envelopes;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.Tests.Transport;

namespace MailNode.Tests.People;

/// <summary>
/// A post that was damaged on its way, at one byte or another: whatever is said, stored or left lying about, its words are not in it. Every
/// k-th byte here; MAILNODE_ALL_CUTS=1 takes all, in some minutes.
/// </summary>
public abstract class DamageStories : PeopleStory
{
    private const int Places = 20;
    private const int TempDepth = 3;

    /// <summary>Words that are nowhere else on this machine.</summary>
    private readonly string secret = $"DAMAGED-{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}";

    private protected DamageStories(MailWorld world) : base(world) { }

    [Fact]
    public async Task One_flipped_bit_leaves_nothing_that_can_be_read() =>
        await NothingIsReadAsync((body, carrier) => Offsets(body).Select(at => carrier.Mail(Flipped(body, at))));

    [Fact]
    public async Task A_message_that_ends_too_early_leaves_nothing_that_can_be_read() =>
        await NothingIsReadAsync((body, carrier) => Offsets(body).Select(at => carrier.Mail(body[..at])));

    [Fact]
    public async Task A_mail_that_ends_too_early_leaves_nothing_that_can_be_read() =>
        await NothingIsReadAsync((body, carrier) =>
        {
            var mail = carrier.Mail(body);
            var end = mail.AsSpan().IndexOf("\r\n-----END PGP MESSAGE"u8);
            return Offsets(mail.AsSpan(0, end)).Select(at => mail[..at]);
        });

    private async Task NothingIsReadAsync(Func<byte[], ModifiedNode, IEnumerable<byte[]>> damage)
    {
        var began = Path.Combine(World.Folder, "began");
        await File.WriteAllTextAsync(began, "");
        var (ana, ben) = await AnaAndBenAsync();
        var body = await InterceptAsync(ana, ben);
        using var carrier = await ModifiedNode.OfAsync(ana, World);
        foreach (var mail in damage(body, carrier)) await carrier.DeliverAsync(ben, mail);
        await World.SettleAsync();
        await SaysNothingAsync(ben, "sync");
        foreach (var command in (string[][])[["feed"], ["feed", "--json"], ["digest"], ["status", "--json"], ["rebuild"], ["feed", "--json"], ["contacts", "--json"]])
            await SaysNothingAsync(ben, command);
        Assert.Empty(await MailboxReading.FoldersWithAsync(ben, secret));
        Assert.Empty(FilesWithSecret(Directory.EnumerateFiles(ben.Data, "*", SearchOption.AllDirectories)));
        Assert.Empty(FilesWithSecret(TemporaryFiles(File.GetLastWriteTimeUtc(began))));

        // That the words would have been found, had they been let through.
        await carrier.DeliverAsync(ben, carrier.Mail(body));
        await ben.SyncAsync();
        Assert.True(await ben.SeesAsync(secret));
        Assert.NotEmpty(FilesWithSecret(Directory.EnumerateFiles(ben.Data, "*", SearchOption.AllDirectories)));
    }

    /// <summary>The sealed body of a post that is on its way, which then does not arrive.</summary>
    private async Task<byte[]> InterceptAsync(Person from, Person to)
    {
        await from.PostAsync("the first one brings the grant");
        await World.SyncAsync(to);
        await from.PostAsync(secret);
        await World.SettleAsync();
        var mail = Assert.Single(await to.MailClient.ReadAsync("INBOX"));
        await to.MailClient.DeleteAsync("INBOX", mail.Uid);
        var body = Assert.Single(SealedMail.Find(MimeEntity.Parse(mail.Bytes)));
        Assert.True(Armor.TryDecode(body.Span, out _, out var bytes));
        return bytes;
    }

    private async Task SaysNothingAsync(Person person, params string[] command)
    {
        var (_, output, errors) = await person.TryAsync(command);
        Assert.DoesNotContain(secret, output + errors, StringComparison.OrdinalIgnoreCase);
    }

    private List<string> FilesWithSecret(IEnumerable<string> files)
    {
        var words = Encoding.ASCII.GetBytes(secret);
        return [.. files.Where(file => TryRead(file).AsSpan().IndexOf(words) >= 0)];
    }

    /// <summary>What anybody on this machine wrote since then, but for the people of this story.</summary>
    private IEnumerable<string> TemporaryFiles(DateTime since)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = TempDepth, IgnoreInaccessible = true };
        return Directory.EnumerateFiles(Path.GetTempPath(), "*", options)
            .Where(file => !file.StartsWith(World.Folder, StringComparison.Ordinal) && File.GetLastWriteTimeUtc(file) >= since);
    }

    private static byte[] TryRead(string file)
    {
        try
        {
            return new FileInfo(file) is { Length: > 0 and < 64 << 20 } ? File.ReadAllBytes(file) : [];    // pipes have no length
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];                                     // somebody else's, gone or locked
        }
    }

    private static IEnumerable<int> Offsets(ReadOnlySpan<byte> bytes) => FaultSession.Offsets(bytes.Length - 1, Places).Select(at => (int)at);

    /// <summary>A bit that means something everywhere: the highest of a point on the curve, and the lowest of a number's length, do not.</summary>
    private static byte[] Flipped(byte[] body, int at)
    {
        var copy = (byte[])body.Clone();
        copy[at] ^= 0x10;
        return copy;
    }
}

public sealed class DamageAtThePostOffice() : DamageStories(new PostOfficeWorld());

public sealed class DamageOnLoopback() : DamageStories(new LoopbackWorld());
