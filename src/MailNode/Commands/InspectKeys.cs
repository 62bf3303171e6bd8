using System.CommandLine;
using MailNode.Configuration;
using MailNode.OpenPgp;

namespace MailNode.Commands;

/// <summary>The keys that mail is inspected with: files that the user names, and nothing of any node.</summary>
internal sealed class InspectKeys(Running run)
{
    private readonly Option<string[]> secrets = new("--key")
    {
        Description = "A secret key to open mail with.", HelpName = "SECRET.asc", DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> certificates = new("--cert")
    {
        Description = "Certificates to check signatures with.", HelpName = "PUBLIC.asc", DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> passphrase = Passphrase.FileOption();

    public IEnumerable<Option> Options => [secrets, certificates, passphrase];

    /// <summary>What mail is read with. The caller disposes of the keys in it.</summary>
    /// <exception cref="UserError">A file cannot be read, has no key in it, or no passphrase opens it.</exception>
    public async Task<OpenRequest> ReadAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var now = run.Surroundings.Clock.GetUtcNow();
        var (keys, known) = (new List<SecretKey>(), new List<Certificate>());
        foreach (var name in parsed.GetValue(secrets)!)
            keys.Add(await UnlockAsync(name, parsed.GetValue(passphrase), now, cancellation));
        foreach (var name in parsed.GetValue(certificates)!)
            known.AddRange(Ring(name, await KeyFile.ReadAsync(name, run.Surroundings.OpenInput, cancellation), now));
        known.AddRange(keys.Select(key => key.Certificate));
        return new OpenRequest { Keys = keys, Now = now, FindCertificate = claim => known.Find(one => one.Holds(claim)) };
    }

    private async Task<SecretKey> UnlockAsync(string name, string? file, DateTimeOffset now, CancellationToken cancellation)
    {
        var bytes = await KeyFile.ReadAsync(name, run.Surroundings.OpenInput, cancellation);
        var (key, reason) = await KeyFile.UnlockAsync(bytes, file, $"Passphrase of {name}: ", now, cancellation);
        return key ?? throw new UserError($"{name} cannot be used as a secret key: {reason}. {Advice(reason, bytes)}".TrimEnd());
    }

    private static string Advice(string reason, byte[] bytes) =>
        reason == SecretKey.SeveralKeys ? "Export each into a file of its own, and give --key once for each." : KeyFile.Hint(bytes);

    /// <summary>Of secret keys the public half.</summary>
    private static List<Certificate> Ring(string name, byte[] bytes, DateTimeOffset now)
    {
        var all = KeyFile.RingsIn(bytes).SelectMany(ring => RingKey.ReadAll(ring.Span, now)).ToList();
        List<Certificate> ring = [.. all.OfType<RingKey.Read>().Select(key => key.Certificate)];
        if (ring.Count > 0) return ring;
        var reason = all.OfType<RingKey.Refused>().FirstOrDefault()?.Reason ?? "not OpenPGP, or too large";
        throw new UserError($"There is no certificate in {name} that can be used: {reason}. {KeyFile.Hint(bytes)}".TrimEnd());
    }
}
