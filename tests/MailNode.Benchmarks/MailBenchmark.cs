namespace MailNode.Benchmarks;

/// <summary>All that becomes of a mail between the server and the packet; each kind of work has a file of its own.</summary>
internal static class MailBenchmark
{
    /// <summary>In the order of the table.</summary>
    private static readonly Func<Task<IReadOnlyList<Row>>>[] Parts = [MimeBenchmark.RunAsync];

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var rows = new List<Row>();
        foreach (var part in Parts) rows.AddRange(await part());
        return rows;
    }
}
