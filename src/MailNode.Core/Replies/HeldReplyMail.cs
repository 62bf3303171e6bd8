using System.Globalization;
using MailNode.Core.Contacts;
using MailNode.Mime;

namespace MailNode.Core.Replies;

/// <summary>The question to the owner about a reply in their name that is not in their Sent folder. It quotes nothing.</summary>
public static class HeldReplyMail
{
    public static byte[] Write(Self self, string origin, DateTimeOffset came, DateTimeOffset now)
    {
        var when = came.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return MimeBuilder.Text("text/plain", $"""
            On {when}, a reply in your name came to your node. Your Sent folder has no copy of it,
            and anybody can write your address into a mail, so nothing was posted.

            If you wrote it, move that mail from your INBOX into your Sent folder: then it is posted.
            If you did not, delete it. You are asked only once.

            """)
            .Header("From", new Address("MailNode", self.Address))
            .Header("To", self.MailAddress)
            .Header("Subject", "Did you write this reply?")
            .Date(now)
            .MessageId("Message-ID", $"held.{origin}@{self.Address.Domain}")
            .Header("Auto-Submitted", "auto-generated")
            .WriteMessage();
    }
}
