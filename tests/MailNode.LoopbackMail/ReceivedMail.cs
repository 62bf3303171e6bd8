namespace MailNode.LoopbackMail;

/// <summary>A mail as SMTP took it, before anything was written above it.</summary>
/// <param name="From">The envelope sender; "" for a report.</param>
/// <param name="Options">What followed MAIL FROM: "SIZE=20", "RET=HDRS", "ENVID=...", "SMTPUTF8".</param>
/// <param name="Recipients">Who was accepted.</param>
/// <param name="Bytes">What was sent, without the doubled dots of DATA.</param>
/// <param name="InChunks">It came by BDAT (RFC 3030).</param>
public sealed record ReceivedMail(
    string From, IReadOnlyList<string> Options, IReadOnlyList<ReceivedRecipient> Recipients, byte[] Bytes, bool InChunks);

/// <summary>A recipient, with what followed RCPT TO: "NOTIFY=...", "ORCPT=..." (RFC 3461).</summary>
public sealed record ReceivedRecipient(string Address, IReadOnlyList<string> Options);
