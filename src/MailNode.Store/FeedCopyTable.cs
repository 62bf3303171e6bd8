namespace MailNode.Store;

/// <summary>Which readable copies lie in the Feed folder.</summary>
public sealed class FeedCopyTable
{
    private readonly Database database;

    internal FeedCopyTable(Database database) => this.database = database;

    public IReadOnlyDictionary<string, FeedCopy> All() => database
        .Query("SELECT packet, uid, rendering FROM feed_copy", row => (row.GetString(0), new FeedCopy((uint)row.GetInt64(1), row.GetString(2))))
        .ToDictionary(row => row.Item1, row => row.Item2);

    public void Set(string packet, FeedCopy copy) => database.Execute("""
        INSERT INTO feed_copy (packet, uid, rendering) VALUES ($packet, $uid, $rendering)
        ON CONFLICT (packet) DO UPDATE SET uid = excluded.uid, rendering = excluded.rendering
        """, ("$packet", packet), ("$uid", (long)copy.Uid), ("$rendering", copy.Rendering));

    public void Clear() => database.Execute("DELETE FROM feed_copy");

    public void Remove(string packet) => database.Execute("DELETE FROM feed_copy WHERE packet = $packet", ("$packet", packet));
}

/// <param name="Uid">0 where the server did not say.</param>
/// <param name="Rendering">Hash of what was written: it changes when the copy has to.</param>
public sealed record FeedCopy(uint Uid, string Rendering);
