using System.CommandLine;
using MailNode.Configuration;
using MailNode.Core.Inspection;
using MailNode.Core.Letters;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Commands;

/// <summary><c>mailnode inspect</c>: mail in files, as the node sees it. Needs no node.</summary>
internal static class InspectCommand
{
    private const string UnknownSigner = "unknown-signer";

    public static Command Create(Running run)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "A mail, a folder of them (a Maildir folder too), or - for standard input.", Arity = ArgumentArity.OneOrMore,
        };
        var keys = new InspectKeys(run);
        var command = new Command("inspect", "Show mail in files as the node sees it; needs no node, and opens nothing but with the keys that you name.") { files };
        foreach (var option in keys.Options) command.Add(option);
        command.SetAction((parsed, cancellation) => run.WithoutFolderAsync(parsed, async terminal =>
        {
            var request = await keys.ReadAsync(parsed, cancellation);
            try
            {
                return await InspectAsync(parsed.GetValue(files)!, new Inspection(request, run.Surroundings.OpenInput, terminal), cancellation);
            }
            finally
            {
                foreach (var key in request.Keys) key.Dispose();
            }
        }));
        return command;
    }

    /// <summary>One file after the other, so that no more than one mail is in memory.</summary>
    private static async Task<int> InspectAsync(string[] names, Inspection with, CancellationToken cancellation)
    {
        var code = CommandLine.Done;
        try
        {
            foreach (var file in names.SelectMany(MailFile.In))
            {
                if (!await TryInspectAsync(file, with, cancellation)) code = CommandLine.Failed;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // Nobody reads on, as where the output goes to `head`, or the user has stopped it.
            return CommandLine.Failed;
        }

        return code;
    }

    private static async Task<bool> TryInspectAsync(string file, Inspection with, CancellationToken cancellation)
    {
        byte[]? bytes;
        try
        {
            bytes = await MailFile.ReadAsync(file, with.OpenInput, cancellation);
        }
        catch (UserError e)
        {
            with.Terminal.Errors.WriteLine(Terminal.Plain($"mailnode: {e.Message}"));
            if (with.Terminal.Json) with.Terminal.Write(new UnreadJson(file, e.InnerException!.Message), InspectionSchema.Default.UnreadJson);
            return false;
        }

        Show(with.Terminal, bytes is null ? InspectedJson.TooLarge(file) : Look(file, MimeEntity.Parse(bytes), with.Keys));
        return true;
    }

    private static InspectedJson Look(string file, MimeEntity mail, OpenRequest keys)
    {
        string? unknown = null;
        var noting = keys with { FindCertificate = claim => Find(claim, ref unknown) };
        var seen = InspectedJson.Of(file, InspectedMail.Of(mail), InspectedOpenPgp.Of(Letter.Read(mail, noting)));
        return seen.OpenPgp is { Reason: UnknownSigner } openPgp ? seen with { OpenPgp = openPgp with { ClaimedSigner = unknown } } : seen;

        Certificate? Find(SignerClaim claim, ref string? name)
        {
            var found = keys.FindCertificate(claim);
            if (found is null) name ??= claim.Fingerprint?.ToString() ?? $"{claim.KeyId:X16}";
            return found;
        }
    }

    private static void Show(Terminal terminal, InspectedJson mail)
    {
        if (terminal.Json) terminal.Write(mail, InspectionSchema.Default.InspectedJson);
        else InspectedText.Tell(terminal, mail);
    }

    /// <param name="Keys">What mail is opened and checked with.</param>
    private sealed record Inspection(OpenRequest Keys, Func<Stream> OpenInput, Terminal Terminal);
}
