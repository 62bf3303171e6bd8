namespace MailNode.Store;

/// <summary>How far each folder has been read: by UIDVALIDITY and UID, never by flags that other programs change.</summary>
public sealed class CursorTable
{
    private readonly Database database;

    internal CursorTable(Database database) => this.database = database;

    /// <summary>The highest UID dealt with; 0 when the folder is new, or its UIDs were given out anew.</summary>
    public uint Get(string folder, uint uidValidity) => (uint)database.Query(
        "SELECT uid FROM cursor WHERE folder = $folder AND uidvalidity = $uidvalidity", row => row.GetInt64(0),
        ("$folder", folder), ("$uidvalidity", (long)uidValidity)).FirstOrDefault();

    /// <summary>Is the folder known with these UIDs?</summary>
    public bool IsCurrent(string folder, uint uidValidity) => database.Query(
        "SELECT 1 FROM cursor WHERE folder = $folder AND uidvalidity = $uidvalidity", row => true,
        ("$folder", folder), ("$uidvalidity", (long)uidValidity)).Count > 0;

    /// <summary>Was the log read to its end since the view was made? Before that it knows too few people to write to.</summary>
    public bool IsLogRead
    {
        get => IsCurrent("", 0);
        set
        {
            if (value && !IsLogRead) Set("", 0, 0);
        }
    }

    public void Set(string folder, uint uidValidity, uint uid) => database.Execute("""
        INSERT INTO cursor (folder, uidvalidity, uid) VALUES ($folder, $uidvalidity, $uid)
        ON CONFLICT (folder) DO UPDATE SET uidvalidity = excluded.uidvalidity, uid = excluded.uid
        """, ("$folder", folder), ("$uidvalidity", (long)uidValidity), ("$uid", (long)uid));
}
