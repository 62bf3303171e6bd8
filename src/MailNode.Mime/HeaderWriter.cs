using System.Globalization;
using System.Text;

namespace MailNode.Mime;

/// <summary>Writes header fields. Every field passes <see cref="Structured"/>, the one place that lets bytes into a header.</summary>
internal sealed class HeaderWriter
{
    /// <summary>Characters of an id; it has to stay on one line.</summary>
    private const int MaxId = 900;

    /// <summary>Bytes of the fields that the builder adds, in most cases.</summary>
    private const int OurFields = 384;

    private static readonly string[] Ours =
        ["MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID"];

    private byte[] written;
    private int length;

    /// <param name="before">What is copied to the start; null for nothing.</param>
    public HeaderWriter(HeaderWriter? before)
    {
        length = before?.length ?? 0;
        written = new byte[length + OurFields];
        before?.written.AsSpan(0, length).CopyTo(written);
    }

    public static bool IsOurs(string name) => Array.Exists(Ours, ours => ours.Equals(name, StringComparison.OrdinalIgnoreCase));

    public void Unstructured(string name, string text) => Structured(name, EncodedWord.Encode(Grammar.OnOneLine(text)));

    public void Addresses(string name, IEnumerable<Address> addresses)
    {
        var list = "";
        var several = default(StringBuilder);
        foreach (var address in addresses)
        {
            if (address.Email.Domain.Length == 0)
                continue;
            if (list.Length > 0)
                (several ??= new StringBuilder(list)).Append(", ").Append(Mailbox(address));
            else
                list = Mailbox(address);
        }

        Structured(name, several?.ToString() ?? (list.Length == 0 ? "undisclosed-recipients:;" : list));
    }

    public void MessageIds(string name, IEnumerable<string> ids)
    {
        var list = string.Join(' ', ids.Where(IsWritable).Select(id => $"<{id}>"));
        if (list.Length > 0)
            Structured(name, list);
    }

    /// <summary>Folds and appends a value that is already in the syntax of its field.</summary>
    /// <exception cref="ArgumentException">The name or the value could end the field early.</exception>
    public void Structured(string name, string value)
    {
        if (name.Length is 0 or > 70 || name.AsSpan().ContainsAnyExceptInRange('!', '~') || name.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException("A field name is printable ASCII without a colon.", nameof(name));
        if (value.AsSpan().ContainsAny(Grammar.Controls))
            throw new ArgumentException($"The value of {name} holds control characters.", nameof(value));
        length += Folding.Fold(name, value, Room(Folding.MaxLength(name, value)));
    }

    /// <summary>The whole header with the blank line that ends it.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        "\r\n"u8.CopyTo(Room(2));
        return written.AsMemory(0, length + 2);
    }

    private Span<byte> Room(int bytes)
    {
        if (written.Length - length < bytes)
            Array.Resize(ref written, Math.Max(written.Length * 2, length + bytes));
        return written.AsSpan(length);
    }

    private static bool IsWritable(string id) =>
        id.Length is > 0 and <= MaxId && !id.AsSpan().ContainsAnyExceptInRange('!', '~') && !id.AsSpan().ContainsAny('<', '>');

    private static string Mailbox(Address address)
    {
        var email = new EmailAddress(address.Email.Local, AsciiDomain(address.Email.Domain)).ToString();
        var name = Phrase(Grammar.OnOneLine(Grammar.WellFormed(address.Name)).Trim());
        return name.Length == 0 ? email : $"{name} <{email}>";
    }

    /// <summary>Words of atoms as they are, other ASCII quoted, everything else as encoded words (RFC 2047, 5 (3)).</summary>
    private static string Phrase(string name)
    {
        if (name.Length == 0 || (Grammar.IsAtom(name) && IsPlain(name)))
            return name;
        var words = name.Split(' ');
        if (words.All(word => Grammar.IsAtom(word) && IsPlain(word)))
            return name;
        return words.All(IsPlain) ? Grammar.Quote(name) : EncodedWordWriter.Words(name);
    }

    /// <summary>Printable ASCII that fits a line; an empty word stands for double blanks, at which lines are not folded.</summary>
    private static bool IsPlain(string word) =>
        word.Length is > 0 and <= EncodedWordWriter.MaxWord
        && !word.AsSpan().ContainsAnyExceptInRange('!', '~')
        && !word.Contains("=?", StringComparison.Ordinal);

    /// <summary>Domains of other alphabets go out as punycode; one that has no such form stays as it is (RFC 6532).</summary>
    private static string AsciiDomain(string domain)
    {
        if (Ascii.IsValid(domain))
            return domain;
        try
        {
            return new IdnMapping().GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }
}
