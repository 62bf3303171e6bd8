using MailNode.Core.Replies;

namespace MailNode.Tests.Core.Replies;

/// <summary>Forwarded mail is told from answers.</summary>
public sealed class ForwardTests
{
    [Theory]
    [InlineData("Fwd: Harbour")]
    [InlineData("FW: Harbour")]
    [InlineData("WG: Hafen")]
    [InlineData("TR : Port")]
    [InlineData("RV: Puerto")]
    [InlineData("Enc: Porto")]
    [InlineData("I: Porto")]
    [InlineData("[rowers] Fwd: Harbour")]
    [InlineData("转发：港口")]
    [InlineData("Fwd: Re: Harbour")]
    public void A_subject_says_that_a_mail_is_forwarded(string subject) => Assert.True(NewText.IsForward(subject, ""));

    [Theory]
    [InlineData("Re: Harbour")]
    [InlineData("Re: Fwd: Harbour")]
    [InlineData("Forward to the harbour")]
    [InlineData("Trip: who comes along?")]
    [InlineData("")]
    public void Other_subjects_do_not(string subject) => Assert.False(NewText.IsForward(subject, "Hello"));

    [Theory]
    [InlineData("See below.\n\n---------- Forwarded message ---------\nFrom: Ben\n\nx")]
    [InlineData("Begin forwarded message:\n\n> From: Ben\n> Subject: x")]
    [InlineData("Anfang der weitergeleiteten Nachricht:\n\nVon: Ben")]
    [InlineData("Début du message réexpédié :\n\nDe: Ben")]
    [InlineData("---------- Weitergeleitete Nachricht ---------\nVon: Ben")]
    [InlineData("-------- Пересылаемое сообщение --------\nОт: Ben")]
    public void Text_says_it_too(string text)
    {
        Assert.True(NewText.IsForward("Harbour", text));
        Assert.DoesNotContain("Ben", NewText.FromPlain(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Thanks!\n\nOn 17 Nov 2026, at 09:12, Ben wrote:\n> ---------- Forwarded message ---------\n> x")]
    [InlineData("Thanks!\n\n-----Original Message-----\nFrom: Ben\n\n---------- Forwarded message ---------\nx")]
    public void An_answer_to_a_forwarded_mail_is_an_answer(string text) => Assert.False(NewText.IsForward("Re: Harbour", text));
}
