namespace MailNode.Store;

/// <summary>Replies that came back to the user's own address and wait for their twin in the Sent folder.</summary>
public sealed class HeldTable
{
    private readonly Database database;

    internal HeldTable(Database database) => this.database = database;

    public void Add(string folder, uint uidValidity, uint uid) => database.Execute(
        "INSERT INTO held (folder, uidvalidity, uid) VALUES ($folder, $uidvalidity, $uid) ON CONFLICT (folder, uid) DO UPDATE SET uidvalidity = excluded.uidvalidity",
        ("$folder", folder), ("$uidvalidity", (long)uidValidity), ("$uid", (long)uid));

    public IReadOnlyList<HeldReply> All() => database.Query("SELECT folder, uidvalidity, uid FROM held ORDER BY folder, uid",
        row => new HeldReply(row.GetString(0), (uint)row.GetInt64(1), (uint)row.GetInt64(2)));

    public void Remove(string folder, uint uid) =>
        database.Execute("DELETE FROM held WHERE folder = $folder AND uid = $uid", ("$folder", folder), ("$uid", (long)uid));
}

/// <summary>Where a held reply lies.</summary>
public sealed record HeldReply(string Folder, uint UidValidity, uint Uid);
