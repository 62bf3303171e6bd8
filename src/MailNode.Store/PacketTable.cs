using MailNode.Core.Outbox;
using MailNode.Core.Packets;
using MailNode.OpenPgp;
using Microsoft.Data.Sqlite;

namespace MailNode.Store;

/// <summary>The packets of the log.</summary>
public sealed class PacketTable
{
    private const string Columns = "bytes, arrived_at, direct";
    private readonly Database database;

    internal PacketTable(Database database) => this.database = database;

    internal void Add(PacketEntry entry)
    {
        var (logged, packet) = (entry.Logged, entry.Logged.Packet);
        database.Execute("""
            INSERT INTO packet (id, bytes, type, author, root, about, chain, seq, origin, starts, sort_at, arrived_at, direct, entity, signature)
            VALUES ($id, $bytes, $type, $author, $root, $about, $chain, $seq, $origin, $starts, $sort_at, $arrived_at, $direct, $entity, $signature)
            ON CONFLICT (id) DO UPDATE SET
                sort_at = min(sort_at, excluded.sort_at),
                arrived_at = min(arrived_at, excluded.arrived_at),
                direct = max(direct, excluded.direct),
                entity = CASE WHEN length(entity) = 0
                    OR (length(excluded.entity) > 0 AND (excluded.entity, excluded.signature) < (entity, signature)) THEN excluded.entity ELSE entity END,
                signature = CASE WHEN length(entity) = 0
                    OR (length(excluded.entity) > 0 AND (excluded.entity, excluded.signature) < (entity, signature)) THEN excluded.signature ELSE signature END
            """,
            ("$id", packet.Id.ToString()), ("$bytes", packet.Bytes.ToArray()), ("$type", packet.Type), ("$author", packet.Author.ToString()),
            ("$root", packet.Root?.ToString() ?? ""), ("$about", packet.About?.ToString() ?? ""),
            ("$chain", packet.Chain?.Id ?? ""), ("$seq", packet.Chain?.Seq ?? 0), ("$origin", packet.Origin ?? ""),
            ("$starts", packet.StartsThread ? 1 : 0),
            ("$sort_at", logged.SortAt.ToUnixTimeMilliseconds()), ("$arrived_at", logged.Arrived.ToUnixTimeSeconds()),
            ("$direct", logged.Direct ? 1 : 0),
            ("$entity", entry.Signed?.Content.ToArray() ?? []), ("$signature", entry.Signed?.Signature.ToArray() ?? []));
    }

    public long Count() => database.Query("SELECT count(*) FROM packet", row => row.GetInt64(0))[0];

    public LoggedPacket? Find(PacketId id) =>
        database.Query($"SELECT {Columns} FROM packet WHERE id = $id", Read, ("$id", id.ToString())).SingleOrDefault();

    /// <summary>Of how many packets <see cref="FindByPrefix"/> gives at most.</summary>
    public const int MostByPrefix = 100;

    /// <summary>The packets whose id begins so.</summary>
    public IReadOnlyList<LoggedPacket> FindByPrefix(string prefix) => database.Query(
        $"SELECT {Columns} FROM packet WHERE id >= $from AND id < $to ORDER BY id LIMIT {MostByPrefix}", Read,
        ("$from", prefix.ToLowerInvariant()), ("$to", prefix.ToLowerInvariant() + "~"));

    public IReadOnlyList<LoggedPacket> OfTypes(IReadOnlyList<string> types) => [.. types.SelectMany(type =>
        database.Query($"SELECT {Columns} FROM packet WHERE type = $type ORDER BY id", Read, ("$type", type)))];

    /// <summary>What begins threads, newest first.</summary>
    public IReadOnlyList<LoggedPacket> Roots(int limit, int offset = 0) => database.Query(
        $"SELECT {Columns} FROM packet WHERE starts = 1 ORDER BY sort_at DESC, id DESC LIMIT $limit OFFSET $offset", Read,
        ("$limit", limit), ("$offset", offset));

    /// <summary>Everything below a thread's root.</summary>
    public IReadOnlyList<LoggedPacket> InThread(PacketId root) =>
        database.Query($"SELECT {Columns} FROM packet WHERE root = $root ORDER BY id", Read, ("$root", root.ToString()));

    /// <summary>The roots of ours below which somebody else wrote something that no relay of ours carries yet.</summary>
    public IReadOnlyList<PacketId> RootsToRelay(Fingerprint own) => Ids("""
        SELECT DISTINCT below.root FROM packet AS below JOIN packet AS root ON root.id = below.root
        WHERE root.author = $own AND below.author <> $own AND below.direct = 1 AND length(below.entity) > 0
          AND NOT EXISTS (SELECT 1 FROM packet AS relay WHERE relay.about = below.id AND relay.type = 'relay' AND relay.author = $own)
        ORDER BY below.root
        """, ("$own", own.ToString()));

    /// <summary>What a relay of the packet carries; null where it was not kept.</summary>
    public LiftedContent? Signed(PacketId id) => database.Query(
        "SELECT entity, signature FROM packet WHERE id = $id AND length(entity) > 0",
        row => new LiftedContent(row.GetFieldValue<byte[]>(0), row.GetFieldValue<byte[]>(1)), ("$id", id.ToString())).SingleOrDefault();

    public bool HasOrigin(string origin) =>
        database.Query("SELECT 1 FROM packet WHERE origin = $origin LIMIT 1", row => true, ("$origin", origin)).Count > 0;

    /// <summary>Where our chain for an audience stands; a new chain where the view knows none.</summary>
    /// <param name="own">Whose chain it is: others have been told its id, and could write it into packets of theirs.</param>
    public ChainTip TipOf(string audience, Fingerprint own)
    {
        var id = database.Query("SELECT id FROM chain WHERE audience = $audience", row => row.GetString(0), ("$audience", audience)).SingleOrDefault();
        if (id is null)
        {
            var tip = ChainTip.New();
            database.Execute("INSERT INTO chain (audience, id) VALUES ($audience, $id)", ("$audience", audience), ("$id", tip.Id));
            return tip;
        }
        var last = database.Query($"SELECT {Columns} FROM packet WHERE chain = $id AND author = $own ORDER BY seq DESC, id LIMIT 1", Read,
            ("$id", id), ("$own", own.ToString())).SingleOrDefault();
        return new ChainTip(id, last?.Packet.Chain?.Seq ?? 0, last?.Packet.Id);
    }

    /// <summary>Did somebody sign two different packets for one place in a chain? An honest node does so only after it was restored from an old copy.</summary>
    public bool HasFork(Fingerprint author) => database.Query(
        "SELECT 1 FROM packet WHERE author = $author AND chain <> '' GROUP BY chain, seq HAVING COUNT(*) > 1 LIMIT 1",
        row => true, ("$author", author.ToString())).Count > 0;

    private List<PacketId> Ids(string sql, params ReadOnlySpan<(string, object?)> parameters) =>
        [.. database.Query(sql, row => PacketId.TryParse(row.GetString(0), out var id) ? id : default, parameters)];

    private static LoggedPacket Read(SqliteDataReader row) =>
        PacketCodec.TryRead(row.GetFieldValue<byte[]>(0), out var packet, out var reason)
            ? new LoggedPacket(packet, DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(1)), row.GetInt64(2) == 1)
            : throw new InvalidDataException($"The view holds a packet that cannot be read ({reason}); run `mailnode rebuild`.");
}
