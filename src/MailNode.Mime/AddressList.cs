namespace MailNode.Mime;

/// <summary>Reads the address lists of mail headers, however mangled (RFC 5322, 3.4 and 4.4).</summary>
public static class AddressList
{
    /// <summary>Groups are flattened and broken entries skipped. A comment counts only as the name of an entry that has no other.</summary>
    public static IReadOnlyList<Address> Parse(string raw) => Parse(raw, MimeLimits.Default.MaxListEntries);

    internal static IReadOnlyList<Address> Parse(string raw, int maxEntries)
    {
        ArgumentNullException.ThrowIfNull(raw);
        var scanner = new AddressListScanner(raw);
        var addresses = new List<Address>();
        while (addresses.Count < maxEntries && scanner.TryNext(out var entry))
        {
            if (entry is not null)
                addresses.Add(entry);
        }

        return addresses;
    }
}
