using System.Collections;

namespace MailNode.Mime;

/// <summary>The header of a message or part, in the order it was written.</summary>
public sealed class HeaderList : IReadOnlyList<HeaderField>
{
    private readonly HeaderField[] fields;
    private readonly MimeLimits limits;

    internal HeaderList(HeaderField[] fields, MimeLimits limits)
    {
        this.fields = fields;
        this.limits = limits;
    }

    public int Count => fields.Length;

    public HeaderField this[int index] => fields[index];

    /// <summary>When the mail says it was written; null if it does not, or nothing that makes sense.</summary>
    public DateTimeOffset? Date
    {
        get
        {
            foreach (var candidate in All("Date"))
            {
                if (MailDate.TryParse(candidate.Value, out var date))
                    return date;
            }

            return null;
        }
    }

    /// <summary>Reads a header without a body, such as the answer to BODY.PEEK[HEADER.FIELDS (...)].</summary>
    public static HeaderList Parse(ReadOnlyMemory<byte> headerBlock, MimeLimits? limits = null)
    {
        limits ??= MimeLimits.Default;
        return new HeaderList(HeaderBlock.Read(headerBlock, limits).Fields, limits);
    }

    public HeaderField? First(string name)
    {
        foreach (var field in fields)
        {
            if (field.IsNamed(name))
                return field;
        }

        return null;
    }

    public IEnumerable<HeaderField> All(string name) => fields.Where(field => field.IsNamed(name));

    /// <summary>The first such field for people to read; null if there is none.</summary>
    public string? Text(string name) => First(name)?.Text;

    /// <summary>The addresses of all such fields.</summary>
    public IReadOnlyList<Address> Addresses(string name)
    {
        var addresses = new List<Address>();
        foreach (var field in All(name))
            addresses.AddRange(AddressList.Parse(field.Value, limits.MaxListEntries - addresses.Count));
        return addresses;
    }

    /// <summary>The ids in all such fields, without their angle brackets: Message-ID, In-Reply-To, References.</summary>
    public IReadOnlyList<string> MessageIds(string name)
    {
        var ids = new List<string>();
        foreach (var field in All(name))
            MessageIdList.Read(field.Value, ids, limits.MaxListEntries);
        return ids;
    }

    public IEnumerator<HeaderField> GetEnumerator() => ((IEnumerable<HeaderField>)fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
