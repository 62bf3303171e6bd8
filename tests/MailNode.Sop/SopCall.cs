using System.Text;
using MailNode.OpenPgp;

namespace MailNode.Sop;

/// <summary>One call: its options and files, what it reads and writes, and the time it takes for now.</summary>
internal sealed class SopCall
{
    private static readonly string[] Switches = ["--no-armor", "--armor", "--extended", "--backend", "--sop-spec"];
    private readonly List<(string Name, string Value)> options = [];
    private readonly Stream input;
    private readonly Stream output;

    public SopCall(IEnumerable<string> arguments, Stream input, Stream output, DateTimeOffset now)
    {
        (this.input, this.output, Now) = (input, output, now);
        Files = [.. Parse(new Queue<string>(arguments))];
    }

    public DateTimeOffset Now { get; }

    /// <summary>The arguments that are no options, in their order.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Fails on an option that the verb does not have.</summary>
    public SopCall Allow(params ReadOnlySpan<string> names)
    {
        foreach (var (name, _) in options)
        {
            if (!names.Contains(name))
                throw new SopFailure(SopExit.UnsupportedOption, $"There is no {name} here.");
        }
        return this;
    }

    public bool Has(string name) => options.Exists(option => option.Name == name);

    public IEnumerable<string> Values(string name) => options.Where(option => option.Name == name).Select(option => option.Value);

    public string? Value(string name) => Values(name).LastOrDefault();

    public byte[] ReadInput()
    {
        using var copy = new MemoryStream();
        input.CopyTo(copy);
        return copy.ToArray();
    }

    public void Write(ReadOnlySpan<byte> bytes) => output.Write(bytes);

    public void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Packets as they are, or armored, as the caller wishes: armor is the draft's default.</summary>
    public void WritePackets(string kind, ReadOnlySpan<byte> packets) =>
        Write(Has("--no-armor") ? packets : Armor.EncodeBytes(kind, packets));

    public static byte[] Read(string file)
    {
        if (file.StartsWith('@'))
            throw new SopFailure(SopExit.UnsupportedPrefix, "Files are named as they are.");
        return File.Exists(file) ? File.ReadAllBytes(file) : throw new SopFailure(SopExit.MissingInput, $"There is no {file}.");
    }

    /// <summary>A passphrase from a file, without the white space at its end that editors leave.</summary>
    public static string ReadPassword(string file) => Encoding.UTF8.GetString(Read(file)).TrimEnd();

    /// <summary>A secret key, opened with one of the passphrases of --with-key-password if it is locked.</summary>
    public SecretKey ReadKey(string file)
    {
        var bytes = Read(file);
        var reason = "";
        foreach (var passphrase in Values("--with-key-password").Select(string? (one) => ReadPassword(one)).Prepend(null))
        {
            if (SecretKey.TryUnlock(bytes, passphrase, Now, out var key, out reason))
                return key;
        }
        var isLocked = reason.Contains("passphrase", StringComparison.Ordinal);
        throw new SopFailure(isLocked ? SopExit.KeyIsProtected : SopExit.BadData, $"{file}: {reason}.");
    }

    /// <summary>The certificates in a file, one at least.</summary>
    public IReadOnlyList<Certificate> ReadCertificates(string file)
    {
        var bytes = Read(file);
        var ring = Certificate.ParseRing(bytes, Now);
        if (ring.Count > 0)
            return ring;
        Certificate.TryParse(bytes, Now, out _, out var reason);
        throw new SopFailure(SopExit.BadData, $"{file}: {reason}.");
    }

    private IEnumerable<string> Parse(Queue<string> arguments)
    {
        while (arguments.TryDequeue(out var argument))
        {
            if (argument == "--")
            {
                foreach (var rest in arguments)
                    yield return rest;
                yield break;
            }
            if (!argument.StartsWith("--", StringComparison.Ordinal))
                yield return argument;
            else if (argument.Split('=', 2) is [var name, var value])
                options.Add((name, value));
            else if (Switches.Contains(argument))
                options.Add((argument, ""));
            else
                options.Add((argument, arguments.TryDequeue(out var next) ? next : throw Missing($"a value for {argument}")));
        }
    }

    public static SopFailure Missing(string what) => new(SopExit.MissingArgument, $"Missing: {what}.");
}
