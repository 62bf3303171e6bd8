using System.Runtime.CompilerServices;
using MailNode.Store;
using Microsoft.Data.Sqlite;

namespace MailNode.Tests.Store;

/// <summary>docs/schema.sql is what the databases really are; UPDATE_GOLDEN=1 writes it anew.</summary>
public sealed class SchemaPage
{
    private const string Head = """
        -- The two databases of a node. A test compares this page with what SQLite makes of src/MailNode.Store/Schema.cs;
        -- UPDATE_GOLDEN=1 writes it anew. Times are unix seconds, but for sort_at.


        """;

    [Fact]
    public void The_page_is_what_the_code_says()
    {
        var page = Head + "-- view.db: what the log says, indexed. Folded again from the mailbox whenever it is of another version.\n"
            + $"PRAGMA user_version = {Schema.ViewVersion};\n\n{Schema.View}\n\n"
            + "-- spool.db: what is not in the mailbox yet, and attempts at sending. Migrated, never dropped.\n"
            + $"PRAGMA user_version = {Schema.Spool.Count};\n\n{string.Join("\n\n", Schema.Spool)}\n";
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") File.WriteAllText(PagePath(), page);
        Assert.Equal(page.ReplaceLineEndings("\n"), Page());
    }

    [Fact]
    public void The_page_makes_the_databases_that_the_program_makes()
    {
        using var place = new StorePlace();
        using (place.OpenView()) { }
        using (place.OpenSpool()) { }
        var parts = Page().Split("-- spool.db");
        Assert.Equal(2, parts.Length);
        Assert.Equal(StorePlace.Schema(place.ViewPath), Made(place, parts[0]));
        Assert.Equal(StorePlace.Schema(place.SpoolPath), Made(place, "-- " + parts[1]));
    }

    private static IReadOnlyList<string> Made(StorePlace place, string sql)
    {
        var path = place.ViewPath + ".page";
        File.Delete(path);
        StorePlace.Run(path, sql);
        return StorePlace.Schema(path);
    }

    private static string Page() => File.ReadAllText(PagePath()).ReplaceLineEndings("\n");

    private static string PagePath([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "schema.sql"));
}
