using System.Buffers;
using System.Text;

namespace MailNode.Commands;

/// <summary>Takes UTF-8 and hands it on as text at once, so that a long answer is never in memory as a whole.</summary>
internal sealed class TextOutput(TextWriter output) : IBufferWriter<byte>
{
    private const int UsualRoom = 16_384;

    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private byte[] bytes = new byte[UsualRoom];
    private char[] chars = [];

    public void Advance(int count)
    {
        if (chars.Length <= bytes.Length) chars = new char[bytes.Length + 1];
        output.Write(chars, 0, decoder.GetChars(bytes, 0, count, chars, 0));
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (bytes.Length < sizeHint) bytes = new byte[sizeHint];
        return bytes;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
