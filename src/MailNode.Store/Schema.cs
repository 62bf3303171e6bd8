namespace MailNode.Store;

/// <summary>The tables. What is in view.db can be made again from the mailbox; what is in spool.db cannot.</summary>
internal static class Schema
{
    /// <summary>Raised with every change of the view; an older view is dropped and folded again.</summary>
    public const int ViewVersion = 2;

    public const string View = """
        CREATE TABLE packet (
            id         TEXT    NOT NULL PRIMARY KEY,
            bytes      BLOB    NOT NULL,             -- exactly as signed
            type       TEXT    NOT NULL,
            author     TEXT    NOT NULL,             -- fingerprint
            root       TEXT    NOT NULL DEFAULT '',
            about      TEXT    NOT NULL DEFAULT '',
            chain      TEXT    NOT NULL DEFAULT '',
            seq        INTEGER NOT NULL DEFAULT 0,
            origin     TEXT    NOT NULL DEFAULT '',
            starts     INTEGER NOT NULL DEFAULT 0,   -- 1: begins a thread
            sort_at    INTEGER NOT NULL,             -- unix milliseconds
            arrived_at INTEGER NOT NULL,             -- unix seconds, the earliest copy
            direct     INTEGER NOT NULL,             -- 1: came sealed by its author, 0: only relayed
            entity     BLOB    NOT NULL DEFAULT x'', -- what a relay of it would carry
            signature  BLOB    NOT NULL DEFAULT x''
        );
        CREATE INDEX packet_thread ON packet (root, type) WHERE root <> '';
        CREATE INDEX packet_start  ON packet (sort_at DESC, id DESC) WHERE starts = 1;
        CREATE INDEX packet_type   ON packet (type);
        CREATE INDEX packet_about  ON packet (about, type) WHERE about <> '';
        CREATE INDEX packet_chain  ON packet (chain, seq) WHERE chain <> '';
        CREATE INDEX packet_origin ON packet (origin) WHERE origin <> '';

        CREATE TABLE sending (
            packet    TEXT NOT NULL,
            recipient TEXT NOT NULL,
            label     TEXT NOT NULL DEFAULT '',      -- the user's own name of the group
            PRIMARY KEY (packet, recipient)
        ) WITHOUT ROWID;

        CREATE TABLE sent (
            packet    TEXT NOT NULL,
            recipient TEXT NOT NULL,
            failure   TEXT NOT NULL DEFAULT '',      -- '': a server took it
            PRIMARY KEY (packet, recipient)
        ) WITHOUT ROWID;

        CREATE TABLE media (
            sha256 TEXT NOT NULL PRIMARY KEY,
            file   TEXT NOT NULL                     -- below the media folder
        ) WITHOUT ROWID;

        CREATE TABLE cursor (
            folder      TEXT    NOT NULL PRIMARY KEY,
            uidvalidity INTEGER NOT NULL,
            uid         INTEGER NOT NULL             -- the highest that is dealt with
        ) WITHOUT ROWID;

        CREATE TABLE held (
            folder      TEXT    NOT NULL,
            uidvalidity INTEGER NOT NULL,
            uid         INTEGER NOT NULL,
            PRIMARY KEY (folder, uid)
        ) WITHOUT ROWID;

        CREATE TABLE chain (
            audience TEXT NOT NULL PRIMARY KEY,
            id       TEXT NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE feed_copy (
            packet    TEXT    NOT NULL PRIMARY KEY,
            uid       INTEGER NOT NULL,              -- 0: the server did not say
            rendering TEXT    NOT NULL               -- hash of what was written
        ) WITHOUT ROWID;
        """;

    /// <summary>Migrations of spool.db, never edited; the count is its version.</summary>
    public static IReadOnlyList<string> Spool { get; } =
    [
        """
        CREATE TABLE waiting (
            id      INTEGER PRIMARY KEY AUTOINCREMENT,
            mail    BLOB    NOT NULL,                -- sealed to ourselves, ready to be appended to the log
            made_at INTEGER NOT NULL                 -- unix seconds, its internal date
        );
        CREATE TABLE attempt (
            packet     TEXT    NOT NULL,
            recipient  TEXT    NOT NULL,
            attempts   INTEGER NOT NULL DEFAULT 0,   -- counted before the attempt, so a crash cannot loop
            due_at     INTEGER NOT NULL,             -- unix seconds
            last_error TEXT    NOT NULL DEFAULT '',
            PRIMARY KEY (packet, recipient)
        ) WITHOUT ROWID;
        """,
    ];
}
