using System.Globalization;

namespace MailNode.Transport.Imap.Commands;

/// <summary>APPEND (RFC 9051, section 6.3.12; APPENDUID of RFC 4315).</summary>
internal static class Append
{
    public static async Task<uint?> RunAsync(
        ImapConnection connection, string wireName, ReadOnlyMemory<byte> message, IReadOnlyList<string> flags, DateTimeOffset date,
        CancellationToken c)
    {
        if (connection.Capabilities.AppendLimit is { } limit && message.Length > limit)
            throw new MailException($"The mail is larger than the server takes ({limit} bytes).", MailProblem.TooLarge, Retry.Never);
        var command = new ImapCommand("APPEND").String(wireName);
        if (flags.Count > 0)
            command.List(flags);
        var status = await connection.RunAsync(command.Raw(Quoted(date)).Literal(message), c).ConfigureAwait(false);
        if (!status.IsOk)
            throw ImapFailure.From(status, "store a mail in the folder", MailProblem.FolderRefused);
        return NewUid(status);
    }

    private static string Quoted(DateTimeOffset date)
    {
        var offset = date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"\"{date:dd-MMM-yyyy HH:mm:ss} {offset}\"");
    }

    private static uint? NewUid(ImapStatus status)
    {
        var numbers = status.Code == "APPENDUID" ? status.Arguments.Split(' ') : [];
        return numbers.Length == 2 && uint.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var uid) && uid > 0
            ? uid : null;
    }
}
