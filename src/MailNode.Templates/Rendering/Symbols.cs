namespace MailNode.Templates.Rendering;

/// <summary>Gives every variable name a place, so that rendering looks up numbers and not names.</summary>
internal sealed class Symbols
{
    private readonly Lock guard = new();
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<string> names = [];

    public int Count
    {
        get
        {
            lock (guard)
                return names.Count;
        }
    }

    public int IndexOf(string name)
    {
        lock (guard)
        {
            if (places.TryGetValue(name, out var place))
                return place;
            places[name] = names.Count;
            names.Add(name);
            return names.Count - 1;
        }
    }

    public bool TryFind(string name, out int place)
    {
        lock (guard)
            return places.TryGetValue(name, out place);
    }

    public string NameOf(int place)
    {
        lock (guard)
            return names[place];
    }
}
