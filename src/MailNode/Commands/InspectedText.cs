namespace MailNode.Commands;

/// <summary>A mail as a page for a person.</summary>
internal static class InspectedText
{
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
        foreach (var part in mail.Parts)
            terminal.Say($"  {part.Path,-8} {OneLine(part.Type)}{Labelled(" charset ", part.Charset)}{Labelled(" named ", part.Name)}, {part.Size} bytes, {part.Sha256}");
        Body(terminal, "Newly written", mail.NewText);
        Body(terminal, "Text", mail.Text);
        if (mail.Text is null) Body(terminal, "HTML", mail.Html);
        terminal.Say("");
    }

    private static void Field(Terminal terminal, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) terminal.Say($"{name + ":",-12}{OneLine(value)}");
    }

    private static void Body(Terminal terminal, string title, string? text)
    {
        if (text is null) return;
        terminal.Say($"-- {title}");
        terminal.Say(text.AsSpan().TrimEnd());
    }

    private static string Labelled(string label, string? value) => value is null ? "" : label + OneLine(value);

    private static string Addresses(IReadOnlyList<MailAddressJson> addresses) =>
        string.Join(", ", addresses.Select(one => one.Name.Length == 0 ? one.Address : $"{one.Name} <{one.Address}>"));

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
