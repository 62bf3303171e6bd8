using System.Globalization;
using System.Text;

namespace MailNode.Mime;

/// <summary>Writes header fields. Every field passes <see cref="Structured"/>, the one place that lets bytes into a header.</summary>
internal sealed class HeaderWriter
{
    /// <summary>Characters of an id; it has to stay on one line.</summary>
    private const int MaxId = 900;

    private readonly StringBuilder written = new();

    public static bool IsOurs(string name) =>
        name.ToUpperInvariant() is "MIME-VERSION" or "CONTENT-TYPE" or "CONTENT-TRANSFER-ENCODING" or "CONTENT-DISPOSITION" or "CONTENT-ID";

    public HeaderWriter Copy()
    {
        var copy = new HeaderWriter();
        copy.written.Append(written);
        return copy;
    }

    public void Unstructured(string name, string text) => Structured(name, EncodedWord.Encode(Grammar.OnOneLine(text)));

    public void Addresses(string name, IEnumerable<Address> addresses)
    {
        var list = string.Join(", ", addresses.Where(address => address.Email.Domain.Length > 0).Select(Mailbox));
        Structured(name, list.Length == 0 ? "undisclosed-recipients:;" : list);
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
        written.Append(Folding.Fold($"{name}: {value}"));
    }

    public override string ToString() => written.ToString();

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
        var words = name.Split(' ');
        if (name.Length == 0 || words.All(word => Grammar.IsAtom(word) && IsPlain(word)))
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
