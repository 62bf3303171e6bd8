namespace MailNode.Store;

/// <summary>Which attached files are here, by the hash of their bytes.</summary>
public sealed class MediaTable
{
    private readonly Database database;

    internal MediaTable(Database database) => this.database = database;

    /// <summary>The file's name below the media folder; null while it is on its way.</summary>
    public string? File(string sha256) =>
        database.Query("SELECT file FROM media WHERE sha256 = $sha256", row => row.GetString(0), ("$sha256", sha256)).SingleOrDefault();

    public void Add(string sha256, string file) => database.Execute(
        "INSERT INTO media (sha256, file) VALUES ($sha256, $file) ON CONFLICT (sha256) DO UPDATE SET file = excluded.file",
        ("$sha256", sha256), ("$file", file));
}
