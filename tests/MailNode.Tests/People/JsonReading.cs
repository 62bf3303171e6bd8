using System.Text.Json;

namespace MailNode.Tests.People;

/// <summary>Short words for what --json writes.</summary>
internal static class JsonReading
{
    public static string Text(this JsonElement value, string name) => value.GetProperty(name).GetString()!;

    public static int Number(this JsonElement value, string name) => value.GetProperty(name).GetInt32();

    public static IReadOnlyList<JsonElement> List(this JsonElement value, string name) => [.. value.GetProperty(name).EnumerateArray()];

    /// <summary>The texts of what hangs directly below an entry.</summary>
    public static IEnumerable<string> Comments(this JsonElement entry) => entry.List("comments").Select(one => one.Text("text"));

    public static JsonElement Comment(this JsonElement entry, string text) => Assert.Single(entry.List("comments"), one => one.Text("text") == text);

    /// <summary>"❤️ Ana, 👍 Ben".</summary>
    public static string Reactions(this JsonElement entry) =>
        string.Join(", ", entry.List("reactions").Select(one => $"{one.Text("emoji")} {one.GetProperty("author").Text("name")}"));
}
