using MailNode.Core.Packets;
using MailNode.Core.Threads;
using MailNode.OpenPgp;
using Microsoft.Data.Sqlite;

namespace MailNode.Store;

/// <summary>
/// view.db: what the log says, indexed. It holds nothing that the mailbox does not have, so it may be deleted at any time.
/// </summary>
public sealed class View : IDisposable
{
    private readonly Database database;

    private View(Database database)
    {
        this.database = database;
        Packets = new PacketTable(database);
        Deliveries = new DeliveryTable(database);
        Cursors = new CursorTable(database);
        FeedCopies = new FeedCopyTable(database);
        Media = new MediaTable(database);
        Held = new HeldTable(database);
    }

    public PacketTable Packets { get; }

    public DeliveryTable Deliveries { get; }

    public CursorTable Cursors { get; }

    public FeedCopyTable FeedCopies { get; }

    public MediaTable Media { get; }

    public HeldTable Held { get; }

    /// <summary>Opens the view; one of another version, or one that is no database any more, is dropped, to be folded again.</summary>
    public static View Open(string path)
    {
        var database = OpenDatabase(path);
        if (database is null || (database.Version != Schema.ViewVersion && database.Version != 0))
        {
            database?.Dispose();
            Drop(path);
            database = Database.Open(path);
        }
        if (database.Version == 0)
        {
            database.InTransaction(() =>
            {
                database.Execute(Schema.View);
                database.Version = Schema.ViewVersion;
            });
        }
        return new View(database);
    }

    private static Database? OpenDatabase(string path)
    {
        try
        {
            return Database.Open(path);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 11 or 26)          // SQLITE_CORRUPT, SQLITE_NOTADB
        {
            return null;
        }
    }

    /// <summary>Removes the file and what SQLite keeps beside it.</summary>
    public static void Drop(string path)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"]) File.Delete(path + suffix);
    }

    public void InTransaction(Action work) => database.InTransaction(work);

    /// <summary>Adds packets and what follows from them; adding one again changes nothing but an earlier arrival.</summary>
    public void Add(IEnumerable<PacketEntry> entries, OpenPgp.Fingerprint own) => database.InTransaction(() =>
    {
        foreach (var entry in entries)
        {
            Packets.Add(entry);
            if (entry.Logged.Packet.Author == own) Deliveries.Add(entry.Logged.Packet.Body);
        }
    });

    /// <summary>All that the log has about the thread of a root.</summary>
    public ThreadLog ThreadOf(LoggedPacket root) => new(
        root, Packets.InThread(root.Packet.Id), Deliveries.Recipients(root.Packet.Id), Deliveries.Label(root.Packet.Id));

    public void Dispose() => database.Dispose();
}

/// <summary>A packet on its way into the view.</summary>
/// <param name="Signed">What a relay of it would carry; null where none will be made.</param>
public sealed record PacketEntry(LoggedPacket Logged, LiftedContent? Signed = null);
