using System.Collections;

namespace MailNode.Mime;

/// <summary>The header of a message or part, in the order it was written.</summary>
public sealed class HeaderList : IReadOnlyList<HeaderField>
{
    private readonly ReadOnlyMemory<byte> bytes;
    private readonly FieldPlace[] places;
    private readonly MimeLimits limits;
    private HeaderField?[]? fields;

    /// <param name="bytes">What the places lie in.</param>
    internal HeaderList(ReadOnlyMemory<byte> bytes, FieldPlace[] places, MimeLimits limits)
    {
        this.bytes = bytes;
        this.places = places;
        this.limits = limits;
    }

    public int Count => places.Length;

    /// <summary>Fields are made when they are asked for: of most headers, few are.</summary>
    public HeaderField this[int index] => (fields ??= new HeaderField?[places.Length])[index] ??= new HeaderField(bytes, places[index]);

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
        return new HeaderList(headerBlock, HeaderBlock.Read(headerBlock.Span, limits).Fields, limits);
    }

    public HeaderField? First(string name) => Next(name, 0) is >= 0 and var index ? this[index] : null;

    public IEnumerable<HeaderField> All(string name)
    {
        for (var index = Next(name, 0); index >= 0; index = Next(name, index + 1))
            yield return this[index];
    }

    /// <summary>The first such field for people to read; null if there is none.</summary>
    public string? Text(string name) => First(name)?.Text;

    /// <summary>The addresses of all such fields.</summary>
    public IReadOnlyList<Address> Addresses(string name)
    {
        var addresses = new List<Address>();
        for (var index = Next(name, 0); index >= 0; index = Next(name, index + 1))
            addresses.AddRange(AddressList.Parse(this[index].Value, limits.MaxListEntries - addresses.Count));
        return addresses;
    }

    /// <summary>The ids in all such fields, without their angle brackets: Message-ID, In-Reply-To, References.</summary>
    public IReadOnlyList<string> MessageIds(string name)
    {
        var ids = new List<string>();
        for (var index = Next(name, 0); index >= 0; index = Next(name, index + 1))
            MessageIdList.Read(this[index].Value, ids, limits.MaxListEntries);
        return ids;
    }

    public IEnumerator<HeaderField> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
            yield return this[index];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Next(string name, int from)
    {
        var span = bytes.Span;
        for (var index = from; index < places.Length; index++)
        {
            var place = places[index];
            if (place.NameLength == name.Length && System.Text.Ascii.EqualsIgnoreCase(span.Slice(place.Start, place.NameLength), name))
                return index;
        }

        return -1;
    }
}
