namespace MailNode.Store;

/// <summary>
/// spool.db: what is not in the mailbox yet, and attempts at sending. Unlike the view it cannot be made again, so a mail
/// leaves it only when the mailbox has it.
/// </summary>
public sealed class Spool : IDisposable
{
    private readonly Database database;

    private Spool(Database database) => this.database = database;

    public static Spool Open(string path)
    {
        var database = Database.Open(path);
        for (var version = database.Version; version < Schema.Spool.Count; version++)
        {
            var step = version;
            database.InTransaction(() =>
            {
                database.Execute(Schema.Spool[step]);
                database.Version = step + 1;
            });
        }
        return new Spool(database);
    }

    /// <summary>Keeps sealed mails, all or none, until the log has them.</summary>
    public void Add(IEnumerable<ReadOnlyMemory<byte>> mails, DateTimeOffset madeAt) => database.InTransaction(() =>
    {
        foreach (var mail in mails)
            database.Execute("INSERT INTO waiting (mail, made_at) VALUES ($mail, $made_at)",
                ("$mail", mail.ToArray()), ("$made_at", madeAt.ToUnixTimeSeconds()));
    });

    /// <summary>The ids of what waits, oldest first.</summary>
    public IReadOnlyList<long> Waiting() => database.Query("SELECT id FROM waiting ORDER BY id", row => row.GetInt64(0));

    public SpooledMail Get(long id) => database.Query("SELECT mail, made_at FROM waiting WHERE id = $id",
        row => new SpooledMail(row.GetFieldValue<byte[]>(0), DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(1))), ("$id", id)).Single();

    public void Remove(long id) => database.Execute("DELETE FROM waiting WHERE id = $id", ("$id", id));

    /// <summary>Attempts made and when the next is due; null when none was made.</summary>
    public Attempt? FindAttempt(string packet, string recipient) => database.Query(
        "SELECT attempts, due_at, last_error FROM attempt WHERE packet = $packet AND recipient = $recipient",
        row => new Attempt((int)row.GetInt64(0), DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(1)), row.GetString(2)),
        ("$packet", packet), ("$recipient", recipient)).SingleOrDefault();

    /// <summary>Every attempt that is not over.</summary>
    public IReadOnlyList<(string Packet, string Recipient, Attempt Attempt)> Attempts() => database.Query(
        "SELECT packet, recipient, attempts, due_at, last_error FROM attempt ORDER BY packet, recipient",
        row => (row.GetString(0), row.GetString(1),
            new Attempt((int)row.GetInt64(2), DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(3)), row.GetString(4))));

    public void SetAttempt(string packet, string recipient, Attempt attempt) => database.Execute("""
        INSERT INTO attempt (packet, recipient, attempts, due_at, last_error) VALUES ($packet, $recipient, $attempts, $due_at, $last_error)
        ON CONFLICT (packet, recipient) DO UPDATE SET
            attempts = excluded.attempts, due_at = excluded.due_at, last_error = excluded.last_error
        """,
        ("$packet", packet), ("$recipient", recipient), ("$attempts", attempt.Attempts), ("$due_at", attempt.DueAt.ToUnixTimeSeconds()),
        ("$last_error", attempt.LastError));

    public void EndAttempts(string packet, string recipient) => database.Execute(
        "DELETE FROM attempt WHERE packet = $packet AND recipient = $recipient", ("$packet", packet), ("$recipient", recipient));

    public void InTransaction(Action work) => database.InTransaction(work);

    public void Dispose() => database.Dispose();
}

/// <summary>A sealed mail that the mailbox does not have yet.</summary>
public sealed record SpooledMail(ReadOnlyMemory<byte> Mail, DateTimeOffset MadeAt);

/// <param name="Attempts">Counted before each is made.</param>
public sealed record Attempt(int Attempts, DateTimeOffset DueAt, string LastError);
