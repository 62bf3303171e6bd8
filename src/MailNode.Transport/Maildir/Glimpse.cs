namespace MailNode.Transport.Maildirs;

/// <summary>A short value that differs, for practical purposes, whenever the file names in a folder do.</summary>
internal readonly record struct Glimpse(int Count, ulong Sum)
{
    public static Glimpse Of(Listing listing)
    {
        var glimpse = default(Glimpse);
        foreach (var file in listing.Files.Values)
            glimpse = glimpse.With(file);
        return glimpse;
    }

    public Glimpse With(MessageFile file) => new(Count + 1, Sum + Hash(file));

    public Glimpse Without(MessageFile file) => new(Count - 1, Sum - Hash(file));

    private static ulong Hash(MessageFile file) =>
        ((ulong)(uint)file.Name.GetHashCode(StringComparison.Ordinal) << 32) | (uint)file.GetHashCode();
}
