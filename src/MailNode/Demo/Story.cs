using System.Text.Json;
using MailNode.Commands;
using MailNode.Configuration;

namespace MailNode.Demo;

/// <summary>The demo: what happens in it is done by the same commands that everybody uses, and checked as it goes.</summary>
internal sealed class Story
{
    private readonly Actor ana, ben, cem;
    private readonly string place;
    private readonly Terminal terminal;
    private readonly TimeProvider clock;

    public Story(string place, Terminal terminal, Surroundings surroundings)
    {
        (this.place, this.terminal, clock) = (place, terminal, surroundings.Clock);
        ana = new Actor("Ana", place, terminal, surroundings);
        ben = new Actor("Ben", place, terminal, surroundings);
        cem = new Actor("Cem", place, terminal, surroundings);
    }

    public async Task TellAsync(CancellationToken cancellation)
    {
        terminal.Say($"Three people, three nodes, one post office in {place}\n");
        var invite = await MeetAsync(cancellation);
        await RequestAsync(invite, cancellation);
        var post = await PostAsync(cancellation);
        await AnswerAsync(post, cancellation);
        await ReplyByMailAsync(cancellation);
        await CheckAsync(post, cancellation);
        await DigestAsync(cancellation);
    }

    private async Task<string> MeetAsync(CancellationToken cancellation)
    {
        Chapter("Everybody makes a node of their account.");
        foreach (var one in (Actor[])[ana, ben, cem])
            await one.RunAsync(cancellation, "init", one.Address, "--name", one.Name, "--post-office", one.PostOffice);
        Chapter("Ana invites Ben, and Ben invites Cem.");
        var invite = await InviteAsync(ana, ben, cancellation);
        await InviteAsync(ben, cem, cancellation);
        await SyncAsync(cancellation);
        await ExpectTrustAsync(ana, ben, "invited", cancellation);
        await ExpectTrustAsync(ben, ana, "invited", cancellation);
        return invite;
    }

    private static async Task<string> InviteAsync(Actor host, Actor guest, CancellationToken cancellation)
    {
        var link = (await host.JsonAsync(cancellation, "invite")).GetProperty("invite").GetString()!;
        await guest.RunAsync(cancellation, "accept", link);
        return link;
    }

    private async Task RequestAsync(string usedInvite, CancellationToken cancellation)
    {
        Chapter("Cem tries the invite that Ben has used already. It opens no door twice: he waits as a request.");
        await cem.RunAsync(cancellation, "accept", usedInvite);
        await SyncAsync(cancellation);
        await ExpectTrustAsync(ana, cem, "requested", cancellation);
        Chapter("Ana compares his fingerprint with him on the phone, and says yes.");
        var request = await ContactAsync(ana, cem, cancellation);
        await ana.RunAsync(cancellation, "confirm", request.GetProperty("fingerprint").GetString()!);
        await SyncAsync(cancellation);
        await ExpectTrustAsync(ana, cem, "verified", cancellation);
    }

    private async Task<string> PostAsync(CancellationToken cancellation)
    {
        Chapter("Ben posts a photo to his group Family.");
        var photo = Path.Combine(place, "beach.png");
        await File.WriteAllBytesAsync(photo, DemoPicture.Draw(), cancellation);
        await ben.RunAsync(cancellation, "group", "add", "Family", ana.Address, cem.Address);
        var post = await ben.RunAsync(
            cancellation, "post", "The sea was **warm** today. Who comes along on Sunday?", "--to", "Family", "--attach", photo, "--alt", "the beach at dusk");
        await SyncAsync(cancellation);
        return post.Split('\n')[0];
    }

    private async Task AnswerAsync(string post, CancellationToken cancellation)
    {
        Chapter("Cem comments, and Ana puts a heart on it. Their nodes tell Ben's, and Ben's tells everybody who has the post.");
        await cem.RunAsync(cancellation, "comment", post[..12], "I do! I bring the tea.");
        await ana.RunAsync(cancellation, "react", post[..12], "❤️");
        await SyncAsync(cancellation);
    }

    private async Task ReplyByMailAsync(CancellationToken cancellation)
    {
        Chapter("Ana reads Cem's comment in her mail client, and presses Reply.");
        await new MailClient(ana, clock).ReplyAsync("I bring the tea", "Then I bring the cake.\n\nSee you on Sunday!", cancellation);
        await SyncAsync(cancellation);
    }

    private async Task CheckAsync(string post, CancellationToken cancellation)
    {
        foreach (var reader in (Actor[])[ana, ben, cem])
        {
            var feed = await reader.JsonAsync(cancellation, "feed");
            var thread = feed.EnumerateArray().SingleOrDefault(one => one.GetProperty("id").GetString() == post);
            Expect(thread.ValueKind == JsonValueKind.Object, $"{reader.Name} has Ben's post");
            Expect(File.Exists(thread.GetProperty("attachments")[0].GetProperty("path").GetString()), $"{reader.Name} has the photo");
            Expect(thread.GetProperty("reactions").GetArrayLength() == 1, $"{reader.Name} sees Ana's heart");
            var comment = thread.GetProperty("comments").EnumerateArray().SingleOrDefault();
            Expect(comment.ValueKind == JsonValueKind.Object, $"{reader.Name} sees Cem's comment");
            var reply = comment.GetProperty("comments").EnumerateArray().SingleOrDefault();
            Expect(reply.ValueKind == JsonValueKind.Object && reply.GetProperty("text").GetString()!.Contains("the cake", StringComparison.Ordinal),
                $"{reader.Name} sees what Ana wrote by mail");
        }
    }

    private async Task DigestAsync(CancellationToken cancellation)
    {
        Chapter("And this is how Ana reads it in the morning.");
        var file = Path.Combine(place, "digest.html");
        await ana.RunAsync(cancellation, "digest", "--out", file);
        await ana.RunAsync(cancellation, "digest", "--send");
        terminal.Say("");
        terminal.Say(await ana.QuietlyAsync(cancellation, "feed"));
        if (terminal.Json) terminal.Write(new DigestJson(file, true), OutputSchema.Default.DigestJson);
        terminal.Say($"Everything arrived. The digest: {file}");
    }

    /// <summary>Rounds of everybody's sync, until a question has been asked, answered and passed on.</summary>
    private async Task SyncAsync(CancellationToken cancellation)
    {
        terminal.Say("  (everybody: mailnode sync)");
        for (var round = 0; round < 4; round++)
            foreach (var one in (Actor[])[ana, ben, cem]) await one.QuietlyAsync(cancellation, "sync");
    }

    private static async Task<JsonElement> ContactAsync(Actor who, Actor whom, CancellationToken cancellation) =>
        (await who.JsonAsync(cancellation, "contacts")).EnumerateArray().SingleOrDefault(one => one.GetProperty("address").GetString() == whom.Address);

    private static async Task ExpectTrustAsync(Actor who, Actor whom, string trust, CancellationToken cancellation)
    {
        var contact = await ContactAsync(who, whom, cancellation);
        Expect(contact.ValueKind == JsonValueKind.Object && contact.GetProperty("trust").GetString() == trust, $"{who.Name} knows {whom.Name} as {trust}");
    }

    private static void Expect(bool holds, string what)
    {
        if (!holds) throw new UserError($"The demo failed: it is not so that {what}.");
    }

    private void Chapter(string text) => terminal.Say($"\n{text}");
}
