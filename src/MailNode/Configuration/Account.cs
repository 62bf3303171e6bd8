using System.Text.Json;

namespace MailNode.Configuration;

/// <summary>What init wrote down: where the mail is and how the password is found; never the password.</summary>
internal sealed record Account
{
    /// <summary>The node's own address.</summary>
    public required string Address { get; init; }

    /// <summary>The name that friends see.</summary>
    public required string Name { get; init; }

    /// <summary>Where mail is read, as <see cref="ServerUrl"/> reads it; null with a post office.</summary>
    public string? Imap { get; init; }

    /// <summary>Where mail is sent, as <see cref="ServerUrl"/> reads it; null with a post office.</summary>
    public string? Smtp { get; init; }

    /// <summary>A directory with a Maildir for each address, in place of servers.</summary>
    public string? PostOffice { get; init; }

    /// <summary>A shell command that prints the password.</summary>
    public string? PasswordCommand { get; init; }

    /// <summary>A file with the password in its first line.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>A shell command that prints an OAuth access token, in place of a password.</summary>
    public string? TokenCommand { get; init; }

    /// <summary>How OAuth access tokens are had without a command.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("oauth")]
    public OAuthAccess? OAuth { get; init; }

    /// <summary>Certificate authorities in PEM, trusted besides the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>How readable copies are kept.</summary>
    public Copies Copies { get; init; }

    /// <summary>Reads what init wrote.</summary>
    /// <exception cref="UserError">There is none yet, or it is damaged: the message says where.</exception>
    public static Account Load(DataFolder folder)
    {
        var account = AccountFile.Parse(Read(folder), folder.AccountFile);
        return account.Faults() is [var fault, ..]
            ? throw AccountFile.Damaged(folder.AccountFile, fault)
            : account;
    }

    /// <summary>Writes the account, with whole paths: later commands may run in another folder.</summary>
    public void Save(DataFolder folder)
    {
        var whole = this with { PostOffice = Whole(PostOffice), PasswordFile = Whole(PasswordFile), CaFile = Whole(CaFile) };
        PrivateFile.Write(folder.AccountFile, AccountFile.Format(whole));
    }

    /// <summary>What does not go together, one sentence each; for init to refuse, and for Load.</summary>
    public IReadOnlyList<string> Faults() =>
    [
        .. When(!IsAddress(Address), $"The address \"{Printable.Line(Address)}\" is not a mail address such as ana@example.test."),
        .. When(Name.Any(char.IsControl), "The name has control characters in it."),
        .. When(PostOffice is null && (Imap is null || Smtp is null), "It takes both imap and smtp, or postOffice instead of them."),
        .. When(PostOffice is not null && (Imap ?? Smtp) is not null, "It takes imap and smtp, or postOffice, but not both."),
        .. When((PasswordCommand is not null) && (PasswordFile is not null), "It takes passwordCommand or passwordFile, but not both."),
        .. When((TokenCommand is not null || OAuth is not null) && (PasswordCommand ?? PasswordFile) is not null, "It takes a token or a password, but not both."),
        .. When(TokenCommand is not null && OAuth is not null, "It takes tokenCommand or oauth, but not both."),
        .. OAuth?.Faults() ?? [],
    ];

    private static bool IsAddress(string address) =>
        address.LastIndexOf('@') is > 0 and var at && at < address.Length - 1 && !address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));

    private static string[] When(bool wrong, string fault) => wrong ? [fault] : [];

    private static string? Whole(string? path) => path is null ? null : Path.GetFullPath(path);

    private static byte[] Read(DataFolder folder)
    {
        try
        {
            return File.ReadAllBytes(folder.AccountFile);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserError(
                $"There is no account in {folder.Path} yet. Run `mailnode init` first, or say where the data is with --data.", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The file {folder.AccountFile} cannot be read: {e.Message}", inner: e);
        }
    }
}
