using MailNode.Core.Packets;
using MailNode.Store;
using MailNode.Tests.Core;
using Microsoft.Data.Sqlite;

namespace MailNode.Tests.Store;

/// <summary>Real SQLite files in a temporary folder.</summary>
internal sealed class StorePlace : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mailnode-store-");

    public string ViewPath => Path.Combine(folder.FullName, "view.db");

    public string SpoolPath => Path.Combine(folder.FullName, "spool.db");

    public View OpenView() => View.Open(ViewPath);

    public Spool OpenSpool() => Spool.Open(SpoolPath);

    public static PacketEntry Entry(LoggedPacket packet) => new(packet);

    /// <summary>Every row of every table, as text.</summary>
    public static string Dump(string path)
    {
        using var connection = Connect(path);
        var lines = new List<string>();
        foreach (var table in Rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"))
            lines.AddRange(Rows(connection, $"SELECT * FROM {table}").Order(StringComparer.Ordinal).Prepend($"-- {table}"));
        return string.Join('\n', lines);
    }

    /// <summary>What SQLite says the file's tables and indexes are.</summary>
    public static IReadOnlyList<string> Schema(string path)
    {
        using var connection = Connect(path);
        return [.. Rows(connection, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid")];
    }

    public static void Run(string path, string sql)
    {
        using var connection = Connect(path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static List<string> Rows(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(at => reader.GetValue(at) is byte[] bytes ? Convert.ToHexString(bytes) : reader.GetValue(at).ToString())));
        return rows;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
