using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using MailNode.LoopbackMail.Imap;
using MailNode.LoopbackMail.Smtp;
using MailNode.LoopbackMail.Wire;

namespace MailNode.LoopbackMail;

/// <summary>
/// A mail server in memory, on 127.0.0.1, for tests: IMAP and SMTP with accounts that share no state with anything, and that
/// misbehaves when told to. Mail for an account is in its inbox before the sender hears "250".
/// </summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, LoopbackAccount> accounts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<string> heard = [];
    private readonly ConcurrentQueue<ReceivedMail> received = [];
    private readonly List<Listener> listeners = [];
    private readonly LoopbackCertificate? certificate;

    private LoopbackServer(LoopbackOptions options, TimeProvider clock)
    {
        (Options, Clock) = (options, clock);
        certificate = options.Tls ? LoopbackCertificate.Make() : null;
        ImapPort = Listen(wire => new ImapTalk(this, wire).RunAsync(), encrypted: false);
        SmtpPort = Listen(wire => new SmtpTalk(this, wire).RunAsync(), encrypted: false);
        if (certificate is null)
            return;
        ImapsPort = Listen(wire => new ImapTalk(this, wire).RunAsync(), encrypted: true);
        SmtpsPort = Listen(wire => new SmtpTalk(this, wire).RunAsync(), encrypted: true);
    }

    /// <summary>Always 127.0.0.1, which the certificate names, as it does "localhost".</summary>
    public static string Host => "127.0.0.1";

    /// <summary>IMAP, with STARTTLS where there is a certificate.</summary>
    public int ImapPort { get; }

    /// <summary>IMAP with TLS from the first byte; 0 without a certificate.</summary>
    public int ImapsPort { get; }

    /// <summary>SMTP, with STARTTLS where there is a certificate.</summary>
    public int SmtpPort { get; }

    /// <summary>SMTP with TLS from the first byte; 0 without a certificate.</summary>
    public int SmtpsPort { get; }

    /// <summary>The certificate authority to trust, as a PEM file that lives as long as the server.</summary>
    public string CaFile => certificate?.CaFile ?? throw new InvalidOperationException("This server has no certificate.");

    /// <summary>The same as a collection; empty without a certificate.</summary>
    public X509Certificate2Collection Roots => certificate?.Roots ?? [];

    /// <summary>What the server does wrong from now on; the first that fits a line happens.</summary>
    public IReadOnlyList<Misbehaviour> Misbehave { get; set; } = [];

    /// <summary>Every line that clients sent, as "imap: ..." or "smtp: ...", without what they stored.</summary>
    public IReadOnlyList<string> Heard => [.. heard];

    /// <summary>Every mail that SMTP took, whoever it was for.</summary>
    public IReadOnlyList<ReceivedMail> Received => [.. received];

    /// <summary>How many connections were made so far.</summary>
    public int Connections => listeners.Sum(listener => listener.Accepted);

    internal LoopbackOptions Options { get; }

    internal TimeProvider Clock { get; }

    /// <summary>Listens on ports that the system chooses.</summary>
    public static Task<LoopbackServer> StartAsync(LoopbackOptions? options = null, TimeProvider? clock = null) =>
        Task.FromResult(new LoopbackServer(options ?? new LoopbackOptions(), clock ?? TimeProvider.System));

    /// <summary>Makes an account with an inbox and the usual folders.</summary>
    public LoopbackAccount AddAccount(string address, string password)
    {
        var account = new LoopbackAccount(address, password, Options.Folders);
        return accounts.TryAdd(address, account) ? account : throw new InvalidOperationException($"{address} has an account.");
    }

    /// <summary>An account that must be there.</summary>
    public LoopbackAccount Account(string address) => Find(address) ?? throw new InvalidOperationException($"{address} has no account.");

    /// <summary>Puts a message, as it is, into a folder of an account.</summary>
    public LoopbackMessage Deliver(string address, byte[] message, string folder = "INBOX") =>
        Account(address).Folder(folder).Add(message, [], Clock.GetUtcNow());

    /// <summary>Cuts all connections now.</summary>
    public void DropConnections()
    {
        foreach (var listener in listeners)
            listener.Drop();
    }

    /// <summary>Ends all connections and listens no more.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var listener in listeners)
            await listener.DisposeAsync();
        certificate?.Dispose();
    }

    internal LoopbackAccount? Find(string address) => accounts.GetValueOrDefault(address);

    internal LoopbackAccount? LogIn(string name, string password) =>
        Find(name) is { } account && account.Password == password ? account : null;

    /// <summary>Takes note of a line, and says what goes wrong with it.</summary>
    internal Misbehaviour? Hear(string protocol, string line)
    {
        heard.Enqueue($"{protocol}: {line}");
        return Misbehave.FirstOrDefault(trouble => trouble.IsAbout(line) && trouble.MayHappen());
    }

    /// <summary>A client has connected: says what goes wrong with the greeting.</summary>
    internal Misbehaviour? Meet(string protocol) =>
        Misbehave.FirstOrDefault(trouble => trouble.IsAbout($"{protocol}: {Misbehaviour.Greeting}") && trouble.MayHappen());

    internal void Note(ReceivedMail mail) => received.Enqueue(mail);

    /// <summary>How many bytes the next connection may carry to the client.</summary>
    internal long BytesBeforeCut() =>
        Misbehave.OfType<Misbehaviour.CutAfterBytes>().FirstOrDefault(trouble => trouble.MayHappen())?.Bytes ?? long.MaxValue;

    internal string? RefusalOf(string recipient) => Misbehave.OfType<Misbehaviour.RefuseRecipient>()
        .FirstOrDefault(trouble => trouble.Address.Equals(recipient, StringComparison.OrdinalIgnoreCase) && trouble.MayHappen())?.Reply;

    private int Listen(Func<LineWire, Task> talk, bool encrypted)
    {
        var listener = new Listener(async stream =>
        {
            await using var wire = new LineWire(stream, BytesBeforeCut(), Options.Patience, Clock) { Certificate = certificate?.Server };
            if (encrypted)
                await wire.EncryptAsync();
            await talk(wire);
        });
        listeners.Add(listener);
        return listener.Port;
    }
}
