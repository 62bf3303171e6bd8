using Microsoft.Data.Sqlite;

namespace MailNode.Store;

/// <summary>
/// One SQLite file. Calls are synchronous because SQLite is: its work is on the local disk and short, and an async facade
/// would only hide that.
/// </summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteConnection connection;
    private SqliteTransaction? transaction;

    private Database(SqliteConnection connection) => this.connection = connection;

    static Database() => SQLitePCL.Batteries_V2.Init();

    /// <summary>Opens or makes the file, readable by its owner alone.</summary>
    public static Database Open(string path)
    {
        if (!File.Exists(path)) CreatePrivate(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            var database = new Database(connection);
            database.Execute("PRAGMA journal_mode = WAL");
            database.Execute("PRAGMA synchronous = FULL");
            database.Execute("PRAGMA busy_timeout = 30000");
            return database;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public int Version
    {
        get => (int)Query("PRAGMA user_version", row => row.GetInt64(0)).First();
        set => Execute($"PRAGMA user_version = {value}");
    }

    /// <summary>All or nothing; a transaction inside a transaction belongs to the outer one.</summary>
    public void InTransaction(Action work)
    {
        if (transaction is not null)
        {
            work();
            return;
        }
        using (transaction = connection.BeginTransaction())
        {
            try
            {
                work();
                transaction.Commit();
            }
            finally
            {
                transaction = null;
            }
        }
    }

    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    private static void CreatePrivate(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }

    public void Dispose() => connection.Dispose();
}
