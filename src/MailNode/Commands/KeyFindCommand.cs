using System.CommandLine;
using System.Text;
using MailNode.Configuration;
using MailNode.KeyLookup;

namespace MailNode.Commands;

/// <summary><c>mailnode key find</c>: another person's key, from their mail domain or a keyserver. Needs no node.</summary>
internal static class KeyFindCommand
{
    public static Command Create(Running run)
    {
        var words = new Argument<string[]>("WHO")
        {
            Description = "A mail address, a fingerprint, a key id of 16 digits, or an OPENPGP4FPR: link.", Arity = ArgumentArity.OneOrMore,
        };
        var server = new Option<string?>("--keyserver")
        {
            Description = "A keyserver to ask besides: https://HOST, or hkps://HOST for an older one. For a fingerprint https://keys.openpgp.org is asked if none is named.",
            HelpName = "URL",
        };
        var roots = new Option<string?>("--ca-file") { Description = "Certificate authorities to trust besides the system's, in PEM.", HelpName = "PEM" };
        var output = new Option<string?>("--out") { Description = "Write the first key to this file, armored, for `mailnode key import`.", HelpName = "FILE" };
        var command = new Command(
            "find",
            "Look up somebody's OpenPGP key in the directory of their mail domain (Web Key Directory), or at a keyserver. Whoever is asked learns whom you look for, and your "
            + "network address. Nothing is uploaded.") { words, server, roots, output };
        command.SetAction((parsed, cancellation) => run.WithoutFolderAsync(parsed, async terminal =>
        {
            var query = KeyQuery.Parse(string.Concat(parsed.GetValue(words)!));
            var keyServer = parsed.GetValue(server) is { } url ? KeyServer.Parse(url) : query is KeyQuery.ByAddress ? null : KeyServer.Usual;
            if (run.Surroundings.Network.Keys is not { } open) throw new UserError("No key can be looked up: there is no network here.");
            using var handler = open(CaFile.Load(parsed.GetValue(roots)));
            var found = await terminal.WaitingAsync(progress =>
                new KeySearch(new KeyWeb(handler, run.Surroundings.Clock), run.Surroundings.Clock.GetUtcNow(), progress).FindAsync(query, keyServer, cancellation));
            if (found.Keys.Count == 0) throw NothingFound(found, query, keyServer);
            if (parsed.GetValue(output) is { } file) await OutputFile.WriteAsync(file, Encoding.ASCII.GetBytes(found.Keys[0].Certificate.ToArmor()), cancellation);
            if (terminal.Json) terminal.Write(FoundJson.Of(found), FoundSchema.Default.FoundJson);
            FoundText.Tell(terminal, found, query, parsed.GetValue(output));
            return CommandLine.Done;
        }));
        return command;
    }

    private static UserError NothingFound(KeySearch.Findings found, KeyQuery query, KeyServer? asked)
    {
        var troubles = found.Troubles.Count > 0 ? found.Troubles : [$"{query} is at no domain that could have a key directory."];
        var other = asked is null ? $", or ask a keyserver with --keyserver {KeyServer.Usual.Site.GetLeftPart(UriPartial.Authority)}, which then learns the address" : "";
        return new UserError($"No key was found. {string.Join('\n', troubles)}\nAsk its owner for the key as a file{other}.");
    }
}
