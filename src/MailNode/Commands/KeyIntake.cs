using MailNode.Configuration;
using MailNode.Core.Contacts;
using MailNode.Core.Outbox;
using MailNode.Core.Text;
using MailNode.Flows;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Commands;

/// <summary>Takes public keys and revocations from a file into the log of a node.</summary>
internal sealed class KeyIntake(Running run, RunningNode node, Terminal terminal, bool agreed)
{
    /// <summary>A certificate of more bytes is logged in its minimal form: most of it is what other people say about its owner.</summary>
    private const int MostLoggedBytes = 32 << 10;

    private const string Refused = "refused";

    private readonly List<ImportedJson> imported = [];

    public static ImportedJson Imported(Certificate certificate, string result)
    {
        var (name, address) = NameOf(certificate);
        return new ImportedJson(certificate.Fingerprint.ToString(), name, address, result);
    }

    /// <summary>A revocation certificate, or a ring of public keys.</summary>
    public async Task<int> TakeAsync(byte[] bytes, CancellationToken cancellation)
    {
        if (RevocationCertificate.TryParse(bytes, out var revocation)) await RevokeAsync(revocation, cancellation);
        else
        {
            var ring = Ring(bytes);
            if (ring.Count == 0) throw new UserError(Reason(bytes));
            foreach (var certificate in ring) await TryTakeAsync(certificate, cancellation);
        }

        node.Owe.Tell();
        await Sending.TrySendAsync(node, terminal, cancellation);
        if (terminal.Json) terminal.Write(imported, OutputSchema.Default.ListImportedJson);
        return imported.Exists(one => one.Result == Refused) ? CommandLine.Failed : CommandLine.Done;
    }

    private List<Certificate> Ring(byte[] bytes) => [.. KeyFile.RingsIn(bytes).SelectMany(ring => Certificate.ParseRing(ring.Span, node.Node.Now))];

    private string Reason(byte[] bytes)
    {
        if (VCard.IsOne(bytes)) return "There is no OpenPGP key in this vCard that can be used. Ask its owner for the key as a file.";
        Certificate.TryParse(bytes, node.Node.Now, out _, out var reason);
        return $"There is no OpenPGP key in this file that can be used: {reason}. {KeyFile.Hint(bytes)}".TrimEnd();
    }

    /// <summary>One key of a file that is refused does not keep the others out.</summary>
    private async Task TryTakeAsync(Certificate certificate, CancellationToken cancellation)
    {
        try
        {
            await TakeAsync(certificate, cancellation);
        }
        catch (UserError e)
        {
            imported.Add(Imported(certificate, Refused) with { Reason = e.Message });
            terminal.Errors.WriteLine(Terminal.Plain($"mailnode: {e.Message}"));
        }
    }

    private async Task TakeAsync(Certificate certificate, CancellationToken cancellation)
    {
        if (certificate.Fingerprint == node.Node.Self.Fingerprint) await TakeOwnAsync(certificate, cancellation);
        else if (node.Node.Book.Find(certificate.Fingerprint) is { } contact) Merge(contact, certificate);
        else Record(certificate);
    }

    /// <summary>Our key, as another program renewed it or took it back. The identity file follows when the node is opened next.</summary>
    private async Task TakeOwnAsync(Certificate certificate, CancellationToken cancellation)
    {
        var merged = node.Node.Published.Merge(certificate, node.Node.Now);
        var isNew = Self.TextOf(merged) != Self.TextOf(node.Node.Published);
        if (isNew && merged.IsRevoked) await AgreeAsync(cancellation);
        if (isNew) Write(merged, node.Node.Self.Name, node.Node.Self.Address.ToString());
        Note(merged, isNew ? merged.IsRevoked ? "taken-back" : "merged" : "unchanged");
        terminal.Say(isNew
            ? merged.IsRevoked ? "Your key is taken back. Your friends are told, and this node sends nothing any more." : "Your key has taken in what was new in the file; your friends are told."
            : "There is nothing new about your key in this file.");
    }

    private void Merge(Contact contact, Certificate certificate)
    {
        var known = node.Node.CertificateOf(contact.Fingerprint);
        var merged = known?.Merge(certificate, node.Node.Now) ?? certificate;
        var isNew = known is null || !merged.ToBytes().AsSpan().SequenceEqual(known.ToBytes());
        if (isNew) Write(merged, contact.Name, contact.Address);
        Note(merged, isNew ? merged.IsRevoked ? "taken-back" : "merged" : "unchanged");
        terminal.Say((isNew, merged.IsRevoked) switch
        {
            (false, _) => $"There is nothing new about the key of {contact.Name} in this file.",
            (_, true) => $"{contact.Name} <{contact.Address}> has taken the key back. Nothing is sealed to it any more; ask for a new invite.",
            _ => $"The key of {contact.Name} <{contact.Address}> has taken in what was new in the file.",
        });
    }

    /// <summary>A key that nobody vouched for: it never takes the place of one that is known under the same address.</summary>
    private void Record(Certificate certificate)
    {
        if (certificate.Fingerprint.Version != 4)
            throw new UserError($"The key {certificate.Fingerprint.Grouped()} is of version 6, and contacts are known by version 4 keys, so it was not taken in. Ask its owner for one of version 4.");
        var (name, address) = NameOf(certificate);
        if (address.Length == 0)
            throw new UserError($"The key {certificate.Fingerprint.Grouped()} names no mail address, so nobody knows whose it is. It was not taken in.");
        if (address.Equals(node.Node.Self.Address.ToString(), StringComparison.OrdinalIgnoreCase))
            throw new UserError(
                $"The key {certificate.Fingerprint.Grouped()} is for your own address, and is not the key of this node, {node.Node.Self.Fingerprint.Grouped()}. "
                + "It was not taken in: nobody but you is to be known under your address.");
        if (node.Node.Book.FindAddress(address).FirstOrDefault(one => one.Accepted) is { } known)
            throw new UserError(
                $"{known.Name} <{known.Address}> is your contact with another key, {known.Fingerprint.Grouped()}. This one, {certificate.Fingerprint.Grouped()}, was not taken in: "
                + "a new key never replaces a known one by itself. If it really is theirs, ask for a new invite, and compare the fingerprints.");
        Write(certificate, name, address);
        Note(certificate, "recorded");
        terminal.Say($"The key {certificate.Fingerprint.Grouped()} of {name} <{address}> is recorded, as a stranger's. Compare the fingerprint with its owner before you trust it.");
    }

    private async Task RevokeAsync(RevocationCertificate revocation, CancellationToken cancellation)
    {
        Certificate?[] known = [node.Node.Published, .. node.Node.Book.All.Select(one => node.Node.CertificateOf(one.Fingerprint))];
        foreach (var certificate in known.OfType<Certificate>().Where(revocation.Names))
        {
            if (!revocation.TryApply(certificate, node.Node.Now, out var revoked)) continue;
            await TryTakeAsync(revoked, cancellation);
            return;
        }

        var whose = revocation.Issuer is { } issuer ? $" ({issuer.Grouped()})" : "";
        throw new UserError(known.OfType<Certificate>().Any(revocation.Names)
            ? "This revocation certificate is damaged, from the future, or not by the key that it names. Nothing has changed."
            : $"This revocation certificate is of a key that is neither yours nor a contact's{whose}. Import that key first, with `mailnode key import`.");
    }

    private async Task AgreeAsync(CancellationToken cancellation)
    {
        if (agreed) return;
        await terminal.Errors.WriteAsync(
            "This takes your own key back, for good: your friends are told, and this node sends nothing any more. Type \"yes\" to go on: ");
        if ((await run.Surroundings.Input.ReadLineAsync(cancellation))?.Trim().ToLowerInvariant() != "yes")
            throw new UserError("Nothing has changed. To take your key back without being asked, use --yes.");
    }

    private void Write(Certificate certificate, string name, string address)
    {
        var whole = certificate.ToBytes();
        node.Log.Compose(batch => batch.AddToSelf(Owed.Import(
            node.Node.Book, certificate.Fingerprint, address, name, whole.Length <= MostLoggedBytes ? whole : certificate.Minimal())));
    }

    private void Note(Certificate certificate, string result) => imported.Add(Imported(certificate, result));

    private static (string Name, string Address) NameOf(Certificate certificate)
    {
        var address = UserIdAddress.Of(certificate.UserId)?.ToString() ?? "";
        var named = AddressList.Parse(certificate.UserId) is [{ Name.Length: > 0 } only] ? only.Name : address.Length > 0 ? address : certificate.UserId;
        return (DisplayName.Clean(named), address);
    }
}
