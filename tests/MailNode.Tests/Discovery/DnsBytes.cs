using System.Buffers.Binary;
using System.Text;
using MailNode.Discovery;

namespace MailNode.Tests.Discovery;

/// <summary>DNS messages as a resolver writes them, honest or not.</summary>
internal static class DnsBytes
{
    /// <summary>Points to the name in the question, which always begins behind the header.</summary>
    public static readonly byte[] TheName = [0xC0, 12];

    public static byte[] Name(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    public static byte[] Number(int value)
    {
        var two = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(two, (ushort)value);
        return two;
    }

    public static byte[] Service(int priority, int weight, int port, string target) =>
        [.. Number(priority), .. Number(weight), .. Number(port), .. Name(target)];

    public static byte[] Exchanger(int preference, string host) => [.. Number(preference), .. Name(host)];

    /// <summary>One record of an answer.</summary>
    public static byte[] Record(byte[] owner, DnsKind kind, byte[] inside, int? length = null) =>
        [.. owner, .. Number((int)kind), .. Number(1), 0, 0, 0, 60, .. Number(length ?? inside.Length), .. inside];

    /// <summary>The answer to a question as it came.</summary>
    public static byte[] Answer(byte[] question, params byte[][] records) => Answer(question, 0x8180, records.Length, records);

    /// <param name="flags">0x8180 is an answer without an error; 0x0200 in it says that it was cut.</param>
    /// <param name="count">How many records it claims to have.</param>
    public static byte[] Answer(byte[] question, int flags, int count, params byte[][] records) =>
        [.. question[..2], .. Number(flags), .. Number(1), .. Number(count), 0, 0, 0, 0, .. question[12..], .. records.SelectMany(one => one)];
}
