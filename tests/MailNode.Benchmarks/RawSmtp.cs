using System.Net.Sockets;
using System.Text;

namespace MailNode.Benchmarks;

/// <summary>A bare socket that says what must be said and counts the lines that come back: as fast as the server lets anybody be.</summary>
internal static class RawSmtp
{
    /// <summary>Envelope and DATA in one write, then the mail (RFC 2920).</summary>
    public static void Data(int port, byte[] mail, int count) => Run(port, count, socket =>
    {
        Say(socket, "MAIL FROM:<ana@example.test>\r\nRCPT TO:<ben@example.test>\r\nDATA\r\n"u8);
        Read(socket, 3);
        Say(socket, [.. mail, .. ".\r\n"u8]);
        Read(socket, 1);
    });

    /// <summary>Everything in one write (RFC 3030).</summary>
    public static void Bdat(int port, byte[] mail, int count) => Run(port, count, socket =>
    {
        Say(socket, [.. Encoding.ASCII.GetBytes($"MAIL FROM:<ana@example.test>\r\nRCPT TO:<ben@example.test>\r\nBDAT {mail.Length} LAST\r\n"), .. mail]);
        Read(socket, 3);
    });

    private static void Run(int port, int count, Action<Socket> send)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect("127.0.0.1", port);
        Read(socket, 1);
        Say(socket, "HELO bench\r\n"u8);
        Read(socket, 1);
        for (var i = 0; i < count; i++) send(socket);
        Say(socket, "QUIT\r\n"u8);
        Read(socket, 1);
    }

    private static void Say(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[socket.Send(bytes)..];
    }

    private static void Read(Socket socket, int lines)
    {
        Span<byte> buffer = stackalloc byte[1024];
        while (lines > 0)
        {
            var said = buffer[..socket.Receive(buffer)];
            if (said.IsEmpty || said[0] is (byte)'4' or (byte)'5') throw new InvalidOperationException(Encoding.ASCII.GetString(said));
            lines -= said.Count((byte)'\n');
        }
    }
}
