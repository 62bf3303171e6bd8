namespace MailNode.Benchmarks;

/// <summary>One line of the table: our figure beside what it is measured against in the same run.</summary>
/// <param name="Unit">Of both figures: "/s" counts what is done in a second; others count what is used, so less is better.</param>
/// <param name="Must">What docs/performance.md asks for; empty where it asks for nothing.</param>
internal sealed record Row(string Work, double Ours, string Baseline, double Theirs, string Unit = "/s", string Must = "", long Allocated = 0)
{
    /// <summary>Our figure as a share of the baseline's.</summary>
    public double Ratio => Ours / Theirs;

    public static Row Of(string work, Lane ours, string baseline, double theirs, string must = "") =>
        new(work, ours.PerSecond, baseline, theirs, Must: must, Allocated: ours.Allocated);
}
