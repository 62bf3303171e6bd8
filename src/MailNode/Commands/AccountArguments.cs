using System.CommandLine;
using MailNode.Configuration;
using MailNode.Mime;

namespace MailNode.Commands;

/// <summary>Where an account's mail is, as <c>init</c> and <c>restore</c> are told.</summary>
internal sealed class AccountArguments
{
    private readonly Argument<string> address = new("address") { Description = "Your mail address." };
    private readonly Option<string?> imap = new("--imap") { Description = "imaps://USER@HOST:PORT, or imap:// for STARTTLS; looked for if left out.", HelpName = "URL" };
    private readonly Option<string?> smtp = new("--smtp") { Description = "smtps://USER@HOST:PORT, or smtp:// for STARTTLS; looked for if left out.", HelpName = "URL" };
    private readonly Option<string?> postOffice = new("--post-office") { Description = "Use this directory of Maildirs instead of servers.", HelpName = "DIR" };
    private readonly Option<string?> command = new("--password-command") { Description = "A command whose first line of output is the password.", HelpName = "CMD" };
    private readonly Option<string?> file = new("--password-file") { Description = "A file whose first line is the password.", HelpName = "FILE" };
    private readonly Option<string?> tokens = new("--token-command") { Description = "A command whose first line of output is an OAuth access token.", HelpName = "CMD" };
    private readonly Option<string?> authorities = new("--ca-file") { Description = "Certificate authorities to trust in addition, PEM.", HelpName = "PEM" };
    private readonly Option<bool> yes = new("--yes") { Description = "Use the servers that the DNS names without asking." };
    private readonly Option<Copies> copies = new("--copies")
    {
        Description = "Copies in MailNode/Feed: plain (any mail client can read them), sealed (to your key), off.",
        DefaultValueFactory = _ => Copies.Plain,
    };

    public void AddTo(Command target)
    {
        target.Arguments.Add(address);
        foreach (var option in (Option[])[imap, smtp, postOffice, command, file, tokens, authorities, yes, copies]) target.Options.Add(option);
    }

    /// <summary>The servers that DNS names need nobody's consent.</summary>
    public bool HasAgreed(ParseResult parsed) => parsed.GetValue(yes);

    /// <summary>What was given, checked for what can be checked without a server. The URLs of the servers may be missing.</summary>
    public Account Account(ParseResult parsed, string? name)
    {
        var text = parsed.GetValue(address)!;
        if (!EmailAddress.TryParse(text, out var email))
            throw new UserError($"\"{text}\" is not a mail address. Write it like ana@example.org.", CommandLine.Usage);
        var (imapUrl, smtpUrl, office) = (parsed.GetValue(imap), parsed.GetValue(smtp), parsed.GetValue(postOffice));
        if (office is not null && (imapUrl ?? smtpUrl) is not null)
            throw new UserError("Give either --post-office or --imap and --smtp, not both.", CommandLine.Usage);
        if (parsed.GetValue(command) is not null && parsed.GetValue(file) is not null)
            throw new UserError("Give either --password-command or --password-file, not both.", CommandLine.Usage);
        if (parsed.GetValue(tokens) is not null && (parsed.GetValue(command) ?? parsed.GetValue(file)) is not null)
            throw new UserError("Give either --token-command or one of --password-command and --password-file.", CommandLine.Usage);
        return new Account
        {
            Address = email.ToString(),
            Name = Core.Text.DisplayName.Clean(name ?? email.Local),
            Imap = imapUrl, Smtp = smtpUrl,
            PostOffice = Whole(office),
            PasswordCommand = parsed.GetValue(command),
            PasswordFile = Whole(parsed.GetValue(file)),
            TokenCommand = parsed.GetValue(tokens),
            CaFile = Whole(parsed.GetValue(authorities)),
            Copies = parsed.GetValue(copies),
        };
    }

    /// <summary>Later commands run from other directories.</summary>
    private static string? Whole(string? path) => path is null ? null : Path.GetFullPath(path);
}
