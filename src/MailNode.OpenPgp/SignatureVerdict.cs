namespace MailNode.OpenPgp;

/// <summary>What came of checking one signature.</summary>
/// <param name="Good">It fits, and counts.</param>
/// <param name="Reason">Why not, if not.</param>
/// <param name="SignedAt">When the signer says to have signed.</param>
public sealed record SignatureVerdict(bool Good, OpenRefusal Reason, DateTimeOffset SignedAt)
{
    internal static SignatureVerdict Bad(OpenRefusal reason) => new(false, reason, DateTimeOffset.UnixEpoch);
}
