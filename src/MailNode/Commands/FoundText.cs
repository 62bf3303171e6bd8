using System.Globalization;
using System.Text.Json.Serialization;
using MailNode.Configuration;
using MailNode.KeyLookup;

namespace MailNode.Commands;

/// <summary>Keys that were found, as a page for a person.</summary>
internal static class FoundText
{
    public static void Tell(Terminal terminal, KeySearch.Findings found, KeyQuery query, string? file)
    {
        foreach (var trouble in found.Troubles) terminal.Say(trouble);
        foreach (var key in found.Keys) Tell(terminal, key, query);
        terminal.Say("");
        terminal.Say("Nothing proves yet whose key this is: whoever keeps the place it comes from could have put another one there. Have its owner read the fingerprint to you, "
            + "and compare all of it.");
        terminal.Say(file is null ? "With --out FILE the first of them is written to a file, for `mailnode key import FILE`." : $"Written to {file}. `mailnode key import {file}` takes it.");
    }

    private static void Tell(Terminal terminal, FoundKey found, KeyQuery query)
    {
        var key = found.Certificate;
        terminal.Say($"{key.Fingerprint.Grouped()}  {Words(found.State)}");
        foreach (var userId in key.UserIds) terminal.Say($"    {Printable.Line(userId)}");
        terminal.Say($"    made on {Day(key.CreatedAt)}, {(key.ExpiresAt is { } expiry ? $"{(found.State == KeyState.Expired ? "expired" : "expires")} on {Day(expiry)}" : "does not expire")}; "
            + $"from {found.Source}");
        if (query is KeyQuery.ByFingerprint(var wanted, _) && wanted != key.Fingerprint)
            terminal.Say("    has what you looked for as a subkey. Anybody can take another's subkey into their key: only the fingerprint above names it.");
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Words(KeyState state) => state switch
    {
        KeyState.Usable => "can be used",
        KeyState.Expired => "has expired",
        KeyState.Revoked => "was taken back by its owner",
        _ => "cannot be encrypted to",
    };
}

/// <summary>The shape of `key find --json`; stable, documented in docs/cli.md.</summary>
internal sealed record FoundJson(IReadOnlyList<FoundKeyJson> Keys, IReadOnlyList<string> Troubles)
{
    public static FoundJson Of(KeySearch.Findings found) => new([.. found.Keys.Select(FoundKeyJson.Of)], found.Troubles);
}

internal sealed record FoundKeyJson(
    string Fingerprint, IReadOnlyList<string> UserIds, DateTimeOffset Created, DateTimeOffset? Expires, string State, string Source, string Armored)
{
    public static FoundKeyJson Of(FoundKey found) => new(
        found.Certificate.Fingerprint.ToString(), found.Certificate.UserIds, found.Certificate.CreatedAt, found.Certificate.ExpiresAt, Word(found.State),
        found.Source, found.Certificate.ToArmor());

    private static string Word(KeyState state) => state switch
    {
        KeyState.Usable => "usable",
        KeyState.Expired => "expired",
        KeyState.Revoked => "revoked",
        _ => "cannot-encrypt",
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(FoundJson))]
internal sealed partial class FoundSchema : JsonSerializerContext;
