using System.Globalization;
using System.Text;

namespace MailNode.Mime;

/// <summary>The fields of a header, to be written. Every one passes <see cref="Structured"/>, the one place that lets text into a header.</summary>
internal sealed class HeaderWriter
{
    /// <summary>Characters of an id; it has to stay on one line.</summary>
    private const int MaxId = 900;

    private static readonly string[] Ours =
        ["MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID"];

    private readonly List<(string Name, string Value)> fields = new(4);

    /// <summary>Bytes that the header takes at most.</summary>
    public int MaxLength { get; private set; }

    public static bool IsOurs(string name)
    {
        foreach (var ours in Ours)
        {
            if (ours.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Blanks at the edges are not kept: bare they would be lost on the way, and encoded they would only look odd.</summary>
    public void Unstructured(string name, string text) => Structured(name, EncodedWord.Encode(Grammar.OnOneLine(text).Trim(' ')));

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
        var list = new StringBuilder();
        foreach (var id in ids)
        {
            if (IsWritable(id))
                list.Append(list.Length > 0 ? " <" : "<").Append(id).Append('>');
        }

        if (list.Length > 0)
            Structured(name, list.ToString());
    }

    /// <summary>Adds a value that is already in the syntax of its field.</summary>
    /// <exception cref="ArgumentException">The name or the value could end the field early.</exception>
    public void Structured(string name, string value)
    {
        if (name.Length is 0 or > 70 || name.AsSpan().ContainsAnyExceptInRange('!', '~') || name.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException("A field name is printable ASCII without a colon.", nameof(name));
        if (value.AsSpan().ContainsAny(Grammar.Controls))
            throw new ArgumentException($"The value of {name} holds control characters.", nameof(value));
        fields.Add((name, value));
        MaxLength += Folding.MaxLength(name, value);
    }

    /// <summary>Writes the fields, folded, and returns how many bytes that took.</summary>
    /// <param name="target">Room for <see cref="MaxLength"/>.</param>
    public int WriteTo(Span<byte> target)
    {
        var written = 0;
        foreach (var (name, value) in fields)
            written += Folding.Fold(name, value, target[written..]);
        return written;
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
