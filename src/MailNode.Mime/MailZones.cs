using System.Collections.Frozen;

namespace MailNode.Mime;

/// <summary>Names of time zones in mail dates. What is not listed counts as UTC (RFC 5322, 4.3).</summary>
internal static class MailZones
{
    private static readonly FrozenDictionary<string, int> Hours = new Dictionary<string, int>
    {
        ["EST"] = -5, ["EDT"] = -4, ["CST"] = -6, ["CDT"] = -5, ["MST"] = -7, ["MDT"] = -6, ["PST"] = -8, ["PDT"] = -7,
        ["BST"] = 1, ["CET"] = 1, ["MET"] = 1, ["CEST"] = 2, ["MEST"] = 2, ["EET"] = 2, ["EEST"] = 3, ["MSK"] = 3, ["JST"] = 9,
        ["AST"] = -4, ["ADT"] = -3, ["AKST"] = -9, ["AKDT"] = -8, ["HST"] = -10, ["BRT"] = -3, ["WEST"] = 1, ["SAST"] = 2, ["HKT"] = 8, ["SGT"] = 8,
        ["KST"] = 9, ["AEST"] = 10, ["AEDT"] = 11, ["NZST"] = 12, ["NZDT"] = 13,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ByName =
        Hours.GetAlternateLookup<ReadOnlySpan<char>>();

    public static TimeSpan Find(ReadOnlySpan<char> name) =>
        TimeSpan.FromHours(ByName.TryGetValue(name, out var hours) ? hours : 0);
}
