namespace MailNode.Commands;

/// <summary>A mail as a page for a person. What the mail says is marked as such, so that it cannot pass for what is said of it.</summary>
internal static class InspectedText
{
    private const string SetupType = "application/autocrypt-setup";

    public static void Tell(Terminal terminal, InspectedJson mail)
    {
        terminal.Say($"== {OneLine(mail.File)}");
        Field(terminal, "Kind", mail.Kind);
        Field(terminal, "From", Addresses(mail.From));
        Field(terminal, "To", Addresses(mail.To));
        Field(terminal, "Subject", mail.Subject);
        Field(terminal, "Date", mail.Date);
        Field(terminal, "Message-ID", mail.MessageId);
        Field(terminal, "Defects", string.Join(", ", mail.Defects));
        Parts(terminal, mail.Parts);
        if (mail.OpenPgp is { Verdict: "errant" }) Errant(terminal, mail);
        else if (mail.OpenPgp is { } openPgp) Protection(terminal, openPgp);
        Body(terminal, "Newly written", mail.NewText);
        Body(terminal, "Text", mail.Text);
        if (mail.Text is null) Body(terminal, "HTML", mail.Html);
        terminal.Say("");
    }

    private static void Protection(Terminal terminal, InspectedOpenPgpJson seen)
    {
        terminal.Say($"-- OpenPGP, {seen.Form}");
        Field(terminal, "Verdict", seen.Reason is null ? seen.Verdict : $"{seen.Verdict}: {seen.Reason}");
        foreach (var body in seen.Bodies ?? []) Protection(terminal, body);
        if (seen.Bodies is not null) return;
        Field(terminal, "Encrypted", seen.Encrypted ? Recipients(seen) : "no");
        Field(terminal, "Integrity", seen.Integrity);
        Field(terminal, "Signed", seen.Signed switch { true => seen.SignedAt is { } at ? at : "yes", false => "no", _ => "nobody can tell" });
        Field(terminal, "Signer", seen.Signer is null ? null : $"{seen.Signer} {seen.SignerUserId}");
        Field(terminal, "Claimed by", seen.ClaimedSigner is null ? null : $"{seen.ClaimedSigner}, which --cert would prove or not");
        if (seen.Inside is { } inside) Inside(terminal, inside);
    }

    /// <summary>Each node keeps a setup message in its mailbox, about which nobody need worry.</summary>
    private static void Errant(Terminal terminal, InspectedJson mail) => terminal.Say(mail.Parts.Any(part => part.Type == SetupType)
        ? "-- It says to be an Autocrypt Setup Message, a key behind a recovery code: nothing else is protected, and it was not opened"
        : "-- OpenPGP or S/MIME, of a part only: it protects nothing, and was not opened");

    private static string Recipients(InspectedOpenPgpJson seen)
    {
        string[] all = [.. seen.Recipients, .. Counted(seen.AnonymousRecipients, "unnamed"), .. Counted(seen.Passphrases, "by passphrase")];
        return all.Length > 0 ? "to " + string.Join(", ", all) : "to nobody who is named";
    }

    private static string[] Counted(int count, string what) => count == 0 ? [] : [$"{count} {what}"];

    private static void Inside(Terminal terminal, PayloadJson inside)
    {
        terminal.Say("-- Inside, as it was signed");
        Field(terminal, "From", Addresses(inside.From));
        Field(terminal, "To", Addresses(inside.To));
        Field(terminal, "Subject", inside.Subject);
        Field(terminal, "Date", inside.Date);
        Parts(terminal, inside.Parts);
        Body(terminal, "Text inside", inside.Text);
        if (inside.Text is null) Body(terminal, "HTML inside", inside.Html);
    }

    private static void Parts(Terminal terminal, IReadOnlyList<PartJson> parts)
    {
        foreach (var part in parts)
            terminal.Say($"  {part.Path,-8} {OneLine(part.Type)}{Labelled(" charset ", part.Charset)}{Labelled(" named ", part.Name)}, {part.Size} bytes, {part.Sha256}");
    }

    private static void Field(Terminal terminal, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) terminal.Say($"{name + ":",-12}{OneLine(value)}");
    }

    private static void Body(Terminal terminal, string title, string? text)
    {
        if (text is null) return;
        terminal.Say($"-- {title}");
        terminal.Quote(text.AsSpan().TrimEnd());
    }

    private static string Labelled(string label, string? value) => value is null ? "" : label + OneLine(value);

    private static string Addresses(IReadOnlyList<MailAddressJson> addresses) =>
        string.Join(", ", addresses.Select(one => one.Name.Length == 0 ? one.Address : $"{one.Name} <{one.Address}>"));

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
