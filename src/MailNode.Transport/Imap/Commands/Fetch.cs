using System.Globalization;
using System.Text;

namespace MailNode.Transport.Imap.Commands;

/// <summary>UID FETCH (RFC 9051, section 6.4.5). Only messages that were asked for are kept, whatever else the server sends.</summary>
internal static class Fetch
{
    private const int MaxFlags = 200;
    private const int MaxMessages = 10_000_000;

    private static readonly string[] DateForms = ["d-MMM-yyyy HH:mm:ss zzz", "d-MMM-yyyy HH:mm:ss"];

    /// <summary>Gives what came, and how the command ended: NO is common where a message has just gone.</summary>
    public static async Task<(SortedDictionary<uint, Fetched> Found, ImapStatus Status)> RunAsync(
        ImapConnection connection, FetchOrder order, Func<uint, bool> asked, CancellationToken c)
    {
        var found = new SortedDictionary<uint, Fetched>();
        long bytes = 0;
        var status = await SendAsync(connection, order, Take, c).ConfigureAwait(false);
        return (found, status);

        bool Take(ImapResponse response)
        {
            var message = new Fetched();
            if (!Read(response, message, out var uid) || !asked(uid))
                return false;
            bytes += message.Content?.Bytes.Length ?? 0;
            if (bytes > order.Most)
                throw connection.Stream.Break("The server sent more than the messages that were asked for.", MailProblem.Garbage, null);
            if (found.TryAdd(uid, message))
                return true;
            // Quirk: one message in two responses, such as a change of flags in between. Each repetition counts as chatter.
            found[uid].Add(message);
            return false;
        }
    }

    /// <summary>Only the UIDs of a set that are above <paramref name="after"/>, ascending.</summary>
    public static async Task<(uint[] Uids, ImapStatus Status)> UidsAsync(
        ImapConnection connection, string set, uint after, CancellationToken c)
    {
        var uids = new List<uint>();
        var status = await SendAsync(connection, new FetchOrder(set, "(UID)"), response =>
        {
            if (!Read(response, new Fetched(), out var uid) || uid <= after)
                return false;
            var isNext = uids.Count == 0 || uid > uids[^1];
            uids.Add(uid);
            return isNext && uids.Count < MaxMessages; // else it is chatter, which has an end
        }, c).ConfigureAwait(false);
        return (UidSet.Normal(uids), status);
    }

    /// <summary>Reads "n FETCH (...)"; false when it is something else, names no UID, or cannot be understood.</summary>
    public static bool Read(ImapResponse response, Fetched message, out uint uid)
    {
        var kind = Parse(response, message);
        uid = message.Uid;
        return kind == FetchLine.Message;
    }

    /// <summary>The same, and tells the three apart.</summary>
    public static FetchLine Parse(ImapResponse response, Fetched message)
    {
        var line = response.Untagged();
        if (!line.Number(out _))
            return !line.Rest.IsEmpty && char.IsAsciiLetter((char)line.Rest[0]) ? FetchLine.Other : FetchLine.Damaged;
        line.Space();
        if (!line.Word("FETCH"))
            return line.Word("EXISTS") || line.Word("RECENT") || line.Word("EXPUNGE") ? FetchLine.Other : FetchLine.Damaged;
        line.Space();
        var isWhole = ReadPairs(ref line, message) && line.Rest.TrimEnd((byte)' ').IsEmpty;
        if (!isWhole || (response.Literals.Count > 0 && message.Uid == 0))
            return FetchLine.Damaged;
        return message.Uid > 0 ? FetchLine.Message : FetchLine.Other;
    }

    private static bool ReadPairs(ref ImapLine line, Fetched message)
    {
        ReadOnlySpan<byte> section = default;
        if (!line.Special('('))
            return false;
        while (!line.Special(')'))
        {
            line.Space();
            if (line.Special(')'))
                break;
            // Quirk: Domino puts "(ENVELOPE (...))" between the pairs.
            if (line.AtParenthesis && line.Skip())
                continue;
            if (!line.FetchName(out var name) || !line.Space())
                return false;
            // Quirk: Yandex leaves out the content of an empty part: "BODY[2] )" (Messages_in_transcripts_are_read).
            if (line.Special(')'))
                break;
            // The same section again, or the end of one: the tail of another message, of which a literal took the beginning.
            if (name.SequenceEqual(section) || (name.Contains((byte)']') && !name.Contains((byte)'[')) || !ReadValue(name, ref line, message))
                return false;
            section = name.Contains((byte)'[') ? name : section;
        }
        return true;
    }

    /// <summary>Reads "17-Jul-1996 02:44:25 -0700"; null for the impossible dates that some servers have.</summary>
    public static DateTimeOffset? Date(string? text) =>
        DateTimeOffset.TryParseExact(
            text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal, out var date)
            ? date : null;

    private static async Task<ImapStatus> SendAsync(
        ImapConnection connection, FetchOrder order, Func<ImapResponse, bool> take, CancellationToken c)
    {
        var status = await connection.RunAsync(order.Command, c, Take, order.Keep).ConfigureAwait(false);
        return status.Condition == ImapCondition.Bad ? throw ImapFailure.From(status, "hand out messages") : status;

        bool Take(ImapResponse response) => TornFetch.Is(response) ? throw connection.LostCount() : take(response);
    }

    private static bool ReadValue(ReadOnlySpan<byte> name, ref ImapLine line, Fetched message)
    {
        if (Ascii.EqualsIgnoreCase(name, "UID"u8))
        {
            var found = line.Uid(out var uid);
            message.Uid = uid;
            return found;
        }
        if (Ascii.EqualsIgnoreCase(name, "RFC822.SIZE"u8) && line.Number(out var size))
        {
            message.Size = (long)Math.Min(size, long.MaxValue);
            return true;
        }
        if (Ascii.EqualsIgnoreCase(name, "INTERNALDATE"u8) && line.Text(out var date))
        {
            message.InternalDate = Date(date);
            return true;
        }
        if (Ascii.EqualsIgnoreCase(name, "FLAGS"u8))
        {
            var flags = new List<string>();
            message.Flags = flags;
            return line.Words(flags, MaxFlags);
        }
        if (name.Length < 5 || !Ascii.EqualsIgnoreCase(name[..5], "BODY["u8))
            return line.Skip();
        if (!line.String(out var content, out var nil))
            return false;
        if (!nil)
            message.Content = content;
        return true;
    }
}

/// <summary>What an untagged response is to somebody who waits for messages.</summary>
internal enum FetchLine
{
    /// <summary>A message, with its UID.</summary>
    Message = 0,

    /// <summary>Something else that is in order, a change of flags without UID among it.</summary>
    Other = 1,

    /// <summary>It may have been a message; it cannot be understood.</summary>
    Damaged = 2,
}
