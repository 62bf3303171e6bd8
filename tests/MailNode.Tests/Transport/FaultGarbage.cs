using System.Text;

namespace MailNode.Tests.Transport;

/// <summary>What no server should say.</summary>
internal static class FaultGarbage
{
    private static readonly (string Name, byte[] Bytes)[] Kinds =
    [
        ("random bytes", Random(20_000, 1)),
        ("random lines", Random(20_000, 2).SelectMany(one => one < 12 ? "\r\n"u8.ToArray() : [one]).ToArray()),
        ("zero bytes", new byte[5000]),
        ("an answer to nobody", Bytes("Z9999 OK Done\r\n* OK\r\nA0 BAD\r\n")),
        ("nonsense of its own kind", Bytes(
            "* \r\n*\r\n* -1 EXISTS\r\n* 4294967296 EXISTS\r\n* 0 EXPUNGE\r\n* 99 EXPUNGE\r\n* LIST\r\n* FETCH\r\n* 1 FETCH ((\r\n+\r\n")),
        ("a literal of 4 GB", Bytes("* 1 FETCH (UID 1 BODY[] {4294967295}\r\nx")),
        ("a literal beyond numbers", Bytes("* 1 FETCH (UID 1 BODY[] {99999999999999999999999}\r\nx\r\n")),
        ("a literal below zero", Bytes("* 1 FETCH (UID 1 BODY[] {-1}\r\nx\r\n")),
        ("a thousand literals", Bytes(string.Concat(Enumerable.Repeat("* 1 FETCH (UID 1 BODY[] {0}\r\n {0}\r\n)\r\n", 500)))),
        ("deep brackets", Bytes("* 1 FETCH (UID 1 X " + new string('(', 200_000) + "\r\n* LIST " + new string('(', 200_000) + "\r\n")),
        ("a line without end", Bytes("* 1 FETCH (UID 1 FLAGS (" + new string('x', 3_000_000))),
        ("a bye", Bytes("* BYE Gone\r\n")),
        ("a quote without end", Bytes("* LIST () \"/\" \"x\\\r\n* STATUS \"INBOX (MESSAGES 1\r\n")),
        ("prompts", Bytes(string.Concat(Enumerable.Repeat("+ go on\r\n+\r\n", 1000)))),
        ("empty lines", Bytes(string.Concat(Enumerable.Repeat("\r\n\n", 1000)))),
        ("replies of the other protocol", Bytes("250-x\r\n250 2.0.0 Ok\r\n421 4.0.0 Gone\r\n999 x\r\n25\r\n2500\r\n354\r\n")),
        ("replies without end", Bytes(string.Concat(Enumerable.Repeat("250-and\r\n", 3000)))),
    ];

    public static TheoryData<string> Names => [.. Kinds.Select(kind => kind.Name)];

    public static byte[] Of(string name) => Kinds.First(kind => kind.Name == name).Bytes;

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>The same bytes for the same seed.</summary>
    public static byte[] Random(int count, uint seed)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            seed = (seed * 1664525) + 1013904223;
            bytes[i] = (byte)(seed >> 24);
        }
        return bytes;
    }
}
