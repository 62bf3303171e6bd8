using System.Buffers.Binary;
using System.Text;

namespace MailNode.Discovery;

/// <summary>What a resolver answered.</summary>
/// <param name="IsTruncated">Not all of it had room: ask again over TCP.</param>
/// <param name="IsKnown">The resolver knows the answer, even if it is that there is nothing; false: it failed or refuses.</param>
/// <param name="Records">Of the kinds that we know, whatever their owners.</param>
internal sealed record DnsAnswer(bool IsTruncated, bool IsKnown, IReadOnlyList<DnsRecord> Records);

/// <summary>Questions and answers as bytes (RFC 1035, section 4.1).</summary>
internal static class DnsMessage
{
    private const int HeaderBytes = 12;
    private const int MostRecords = 64;
    private const ushort Internet = 1;
    private const int NoError = 0, NoSuchName = 3;

    /// <summary>One question, to be answered with the resolver's own legwork.</summary>
    public static byte[] Ask(ushort id, string name, DnsKind kind)
    {
        var labels = name.Split('.');
        var bytes = new byte[HeaderBytes + labels.Sum(label => label.Length + 1) + 1 + 4];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, id);
        bytes[2] = 1; // recursion desired
        bytes[5] = 1; // one question
        var at = HeaderBytes;
        foreach (var label in labels)
        {
            bytes[at] = (byte)label.Length;
            Encoding.ASCII.GetBytes(label, bytes.AsSpan(at + 1));
            at += label.Length + 1;
        }
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at + 1), (ushort)kind);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at + 3), Internet);
        return bytes;
    }

    /// <summary>The answer to that question; null when this is something else, or broken.</summary>
    public static DnsAnswer? Read(ReadOnlySpan<byte> message, ushort id, string name, DnsKind kind)
    {
        var cursor = new DnsCursor(message);
        if (!cursor.TryTakeNumber(out var theirId) || !cursor.TryTakeNumber(out var flags)
            || !cursor.TryTakeNumber(out var questions) || !cursor.TryTakeNumber(out var answers) || !cursor.TrySkip(4))
            return null;
        var isAnswer = (flags & 0x8000) != 0 && (flags & 0x7800) == 0;
        if (theirId != id || !isAnswer || questions != 1 || !RepeatsQuestion(ref cursor, name, kind))
            return null;
        var isTruncated = (flags & 0x0200) != 0;
        var isKnown = (flags & 0xF) is NoError or NoSuchName;
        var records = new List<DnsRecord>();
        for (var i = 0; i < Math.Min((int)answers, MostRecords); i++)
        {
            if (!TryTakeRecord(ref cursor, message, records)) return isTruncated ? new DnsAnswer(true, isKnown, []) : null;
        }
        return new DnsAnswer(isTruncated, isKnown, records);
    }

    private static bool RepeatsQuestion(ref DnsCursor cursor, string name, DnsKind kind) =>
        cursor.TryTakeName(out var theirName) && cursor.TryTakeNumber(out var theirKind) && cursor.TryTakeNumber(out var theirClass)
        && name.Equals(theirName, StringComparison.OrdinalIgnoreCase) && theirKind == (ushort)kind && theirClass == Internet;

    /// <summary>Takes one record, and keeps it if it is of a kind that we know; false when the message is broken there.</summary>
    private static bool TryTakeRecord(ref DnsCursor cursor, ReadOnlySpan<byte> message, List<DnsRecord> records)
    {
        if (!cursor.TryTakeName(out var owner) || !cursor.TryTakeNumber(out var kind) || !cursor.TryTakeNumber(out var network)
            || !cursor.TrySkip(4) || !cursor.TryTakeNumber(out var length))
            return false;
        // What is inside may point backwards, but must end where its length says.
        var end = cursor.Position + length;
        if (end > message.Length) return false;
        var inside = new DnsCursor(message[..end]);
        inside.TrySkip(cursor.Position);
        if (owner is not null && network == Internet && TryRead(ref inside, owner, (DnsKind)kind, out var record) && inside.Position == end)
            records.Add(record!);
        return cursor.TrySkip(length);
    }

    private static bool TryRead(ref DnsCursor inside, string owner, DnsKind kind, out DnsRecord? record)
    {
        record = kind switch
        {
            DnsKind.Alias when inside.TryTakeName(out var target) && target is not null => new DnsRecord.Alias(owner, target),
            DnsKind.Exchanger when inside.TryTakeNumber(out var preference) && inside.TryTakeName(out var host) && host is not null =>
                new DnsRecord.Exchanger(owner, preference, host),
            DnsKind.Location when inside.TryTakeNumber(out var priority) && inside.TryTakeNumber(out var weight) && inside.TryTakeNumber(out var port)
                && inside.TryTakeName(out var target) && target is not null => new DnsRecord.Location(owner, priority, weight, port, target),
            _ => null,
        };
        return record is not null;
    }
}
