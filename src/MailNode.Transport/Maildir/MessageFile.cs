namespace MailNode.Transport.Maildirs;

/// <summary>
/// A message as its file is called: <c>part/key:2,letters</c>. Every mail program may change part and letters at any time;
/// the key stays.
/// </summary>
internal readonly record struct MessageFile(string Part, string Name)
{
    private const string Mark = ":2,";
    private const string MbsyncUid = ",U=";
    private const int MaxName = 250;

    /// <summary>Without the UID that mbsync writes behind it some time after the message arrived.</summary>
    public string Key
    {
        get
        {
            var stem = Cut(Name, out _);
            var at = stem.LastIndexOf(MbsyncUid, StringComparison.Ordinal);
            var isUid = at > 0 && !stem.AsSpan(at + MbsyncUid.Length).ContainsAnyExceptInRange('0', '9');
            return isUid ? stem[..at] : stem;
        }
    }

    /// <summary>Flags, one ASCII letter each.</summary>
    public string Letters
    {
        get
        {
            Cut(Name, out var letters);
            return letters;
        }
    }

    public string PathIn(string directory) => Path.Combine(directory, Part, Name);

    /// <summary>The same message with these flags, which only <c>cur</c> has a place for.</summary>
    public MessageFile With(string letters) => new(MaildirPart.Cur, NameOf(Cut(Name, out _), letters));

    /// <summary>Letters are sorted: mail programs expect it.</summary>
    public static string NameOf(string stem, string letters) => $"{stem}{Mark}{string.Concat(letters.Distinct().Order())}";

    /// <summary>False for what lies in a Maildir and is no message, or has a name that cannot be written down.</summary>
    public static bool IsMessage(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxName && name[0] is not '.' and not ':'
        && !name.Contains('\uFFFD') && !name.ContainsAnyInRange('\0', '\u001F');

    private static string Cut(string name, out string letters)
    {
        var at = name.IndexOf(':', StringComparison.Ordinal);
        letters = at >= 0 && name.AsSpan(at).StartsWith(Mark) ? name[(at + Mark.Length)..] : "";
        return at >= 0 ? name[..at] : name;
    }
}
