using System.Net.Sockets;
using System.Text;

namespace MailNode.Benchmarks;

/// <summary>The least that fetching can cost: one command, and bytes read into one buffer until its tag comes.</summary>
internal sealed class RawImap : IDisposable
{
    private const int Room = 256 * 1024;
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[Room];
    private int commands;

    public RawImap(int port, string user)
    {
        socket.Connect("127.0.0.1", port);
        ReadUntil("* OK"u8);
        Run($"LOGIN {Dovecot.Address(user)} {Dovecot.Password}");
        Run("EXAMINE INBOX");
    }

    /// <summary>Gives how many bytes the answer had.</summary>
    public long Run(string command)
    {
        var tag = $"R{++commands}";
        socket.Send(Encoding.ASCII.GetBytes($"{tag} {command}\r\n"));
        return ReadUntil(Encoding.ASCII.GetBytes($"{tag} OK"));
    }

    public void Dispose() => socket.Dispose();

    /// <summary>Looks at the end of what came only: nothing follows the last line.</summary>
    private long ReadUntil(ReadOnlySpan<byte> last)
    {
        const int overlap = 512;
        var (kept, total) = (0, 0L);
        while (true)
        {
            var count = socket.Receive(buffer.AsSpan(kept));
            if (count == 0) throw new IOException("The server hung up.");
            total += count;
            var end = kept + count;
            var tail = buffer.AsSpan(Math.Max(0, end - overlap), Math.Min(end, overlap));
            if (buffer[end - 1] == '\n' && tail.IndexOf(last) >= 0) return total;
            kept = tail.Length;
            tail.CopyTo(buffer);
        }
    }
}
