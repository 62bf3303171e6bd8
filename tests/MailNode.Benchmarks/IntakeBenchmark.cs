using System.Diagnostics;
using System.Text;
using MailNode.Core.Contacts;
using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.Flows;
using MailNode.Mime;
using MailNode.OpenPgp;
using MailNode.Store;
using MailNode.Transport;

namespace MailNode.Benchmarks;

/// <summary>A friend's sealed packets, lying in a Maildir, folded into a fresh view; against opening the same bodies and nothing else.</summary>
internal static class IntakeBenchmark
{
    private const int Mails = 1_000, Rounds = 3, Text = 1_500;
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly SecretKey Ana = Key("ana"), Ben = Key("ben");
    private static readonly Address AnaAddress = new("Ana", EmailAddress.Parse("ana@example.org")), BenAddress = new("Ben", EmailAddress.Parse("ben@example.org"));
    private static readonly Pages Pages = new(Path.Combine(AppContext.BaseDirectory, "templates"), "none");

    public static async Task<IReadOnlyList<Row>> RunAsync() =>
        [.. await RunAsync("posts", number => Sealed(Post(number), Ben, BenAddress)),
         .. await RunAsync("comments, kept to be relayed", number => Sealed(Comment(number), Ben, BenAddress))];

    private static async Task<IReadOnlyList<Row>> RunAsync(string what, Func<int, (Packet Packet, byte[] Body, byte[] Mail)> make)
    {
        var folder = Directory.CreateTempSubdirectory("mailnode-intake-").FullName;
        try
        {
            var mails = Enumerable.Range(1, Mails).Select(make).ToList();
            await FillAsync(Path.Combine(folder, "mail"), mails.Select(one => one.Mail));
            await TimeAsync(() => FoldAsync(folder));          // warms up
            var (opening, folding, bytes) = (new List<(double Clock, double Processor)>(), new List<(double Clock, double Processor)>(), 0L);
            for (var round = 0; round < Rounds; round++)
            {
                opening.Add(await TimeAsync(() => Task.FromResult(Open(mails))));
                folding.Add(await TimeAsync(async () => bytes = await FoldAsync(folder)));
            }
            var work = $"fold {Mails:N0} {what} ({mails[0].Mail.Length:N0} bytes a mail) from a Maildir";
            return
            [
                Compare(work, one => one.Clock, "1,000/s, with fetch"),
                Compare("the same by the processor's time", one => one.Processor, ""),
                new Row($"view.db, bytes for each of these packets ({what})", bytes / (double)Mails, "the packet itself", mails.Average(one => one.Packet.Bytes.Length), "", "5,120"),
            ];
            Row Compare(string work, Func<(double Clock, double Processor), double> time, string must) => new(
                work, Mails / Lane.Median([.. folding.Select(time)]), "opening the bodies alone", Mails / Lane.Median([.. opening.Select(time)]), Must: must);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A mailbox as it is after months: Ana's own decision about Ben in Out, his packets in the archive.</summary>
    private static async Task FillAsync(string maildir, IEnumerable<byte[]> mails)
    {
        await using var mailbox = MaildirMailbox.Open(maildir, TimeProvider.System);
        foreach (var name in NodeFolders.All) await mailbox.CreateAsync(name, default);
        var known = new SelfContactBody(
            Ben.Certificate.Fingerprint.ToString(), "ben@example.org", "Ben", Convert.ToBase64String(Ben.Certificate.Minimal()), ContactDecision.Confirmed);
        var decision = PacketCodec.Write(new PacketDraft(PacketTypes.SelfContact, known), Ana.Certificate.Fingerprint, Now);
        await mailbox.AppendAsync(NodeFolders.Out, Sealed(decision, Ana, AnaAddress).Mail, [], Now, default);
        foreach (var (number, mail) in mails.Index())
            await File.WriteAllBytesAsync(Path.Combine(maildir, ".MailNode.Archive", "new", $"{1_700_000_000 + number}.bench"), mail);
    }

    /// <summary>Seconds that a person waited, and that the processor worked.</summary>
    private static async Task<(double Clock, double Processor)> TimeAsync(Func<Task> work)
    {
        var (began, spent) = (Stopwatch.GetTimestamp(), Lane.Spent);
        await work();
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, (Lane.Spent - spent).TotalSeconds);
    }

    private static int Open(List<(Packet Packet, byte[] Body, byte[] Mail)> mails)
    {
        var request = new OpenRequest { Keys = [Ana], Now = Now, FindCertificate = _ => Ben.Certificate };
        return mails.All(mail => Unseal.Open(mail.Body, request) is Opened.Genuine) ? mails.Count : throw new InvalidOperationException("A body does not open.");
    }

    /// <summary>Gives how large the view has become.</summary>
    private static async Task<long> FoldAsync(string folder)
    {
        var view = Path.Combine(folder, "view.db");
        View.Drop(view);
        SecretKey.TryUnlock(Ana.ToBytes(), null, Now, out var own, out _);
        using (var node = new Node(
            new Self("Ana", AnaAddress.Email, own!.Certificate), own, View.Open(view), Spool.Open(Path.Combine(folder, "spool.db")),
            new MediaFolder(Path.Combine(folder, "media")), Pages, TimeProvider.System))
        {
            await using var mailbox = MaildirMailbox.Open(Path.Combine(folder, "mail"), TimeProvider.System);
            var report = new PassReport();
            await new FoldFlow(node).RunAsync(mailbox, report, default);
            if (report.Folded != Mails + 1) throw new InvalidOperationException($"{report.Folded} packets were folded.");
        }
        return new FileInfo(view).Length;                  // closed by now, so nothing of it lies in the WAL
    }

    private static SecretKey Key(string name) => SecretKey.Generate($"{name} <{name}@example.org>", Now.AddDays(-30));

    private static Packet Post(int number) => PacketCodec.Write(
        new PacketDraft(PacketTypes.Post, new PostBody(Words(number))) { Chain = new ChainLink("friends", number, Id(number - 1)) }, Ben.Certificate.Fingerprint, Now);

    private static Packet Comment(int number) => PacketCodec.Write(
        new PacketDraft(PacketTypes.Comment, new CommentBody(Words(number))) { About = Id(0), Root = Id(0), Readers = [Ana.Certificate.Fingerprint] }, Ben.Certificate.Fingerprint, Now);

    private static PacketId Id(int number) => PacketId.Of(BitConverter.GetBytes(number));

    private static string Words(int number) => string.Join(' ', Enumerable.Range(0, Text / 6).Select(word => $"{(number * 7_919 + word * 104_729) % 99_991:x5}"));

    private static (Packet Packet, byte[] Body, byte[] Mail) Sealed(Packet packet, SecretKey signer, Address from)
    {
        var entity = SignedEntity.Write(packet, from, Pages.Readable(packet, from.Name), []);
        var armored = Armor.EncodeBytes("PGP MESSAGE", Seal.Encrypt(entity, signer, [Ana.Certificate], Now));
        var headers = new SealedMailHeaders(from, Now, $"{packet.Id}@example.org", AutocryptHeader.Write(from.Email, signer.Certificate));
        return (packet, armored, SealedMail.Write(headers, AnaAddress, [armored]));
    }
}
