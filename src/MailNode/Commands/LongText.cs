using System.Text.Json;
using System.Text.Json.Serialization;

namespace MailNode.Commands;

/// <summary>Writes a text of any length into JSON piece by piece; in one piece it would be in memory three times over.</summary>
internal sealed class LongText : JsonConverter<string>
{
    private const int Piece = 2048;

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        var rest = value.AsSpan();
        for (; rest.Length > Piece; rest = rest[Piece..])
            writer.WriteStringValueSegment(rest[..Piece], isFinalSegment: false);
        writer.WriteStringValueSegment(rest, isFinalSegment: true);
    }
}
